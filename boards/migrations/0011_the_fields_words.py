from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Models under the field's names; their tables keep theirs, so nothing is written to the database."""

    dependencies = (("boards", "0010_presses"),)

    operations: ClassVar[list[Operation]] = [
        migrations.RenameModel(old, new)
        for old, new in (
            ("Pulse", "ApiHealth"),
            ("Halt", "WriteFreeze"),
            ("Habit", "ApiBehaviour"),
            ("Mention", "CaseLink"),
            ("Change", "CaseChange"),
            ("Reading", "SyncState"),
            ("PlanHealth", "CoverIssues"),
            ("Chance", "StatusProbability"),
            ("Fold", "FoldedColumn"),
            ("Visit", "BoardVisit"),
            ("TotalsLook", "TotalsVisit"),
        )
    ]
