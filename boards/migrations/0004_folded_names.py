"""Cases are found by their names as people spell them: a column that searches compare, filled for what is there."""

from django.db import migrations, models
from django.db.models.functions import Lower, Substr

import boards.mirror.models.search_key

PLAN = ["name", "policy_number", "proposal_reference", "provider"]
SUMS = ["status", "currency", "value", "type", "completed_at", "status_since", "unassigned", "planless", "gone_at"]


def fill(apps, schema_editor):
    """Fold the names of every row anew: cases for the first time, people and plans by the newer rule."""
    for name, told in (("Case", ["name"]), ("Account", ["name"]), ("Plan", PLAN)):
        model, batch = apps.get_model("boards", name), []
        for row in model.objects.only("pk", "folded", *told).iterator(chunk_size=1000):
            text = boards.mirror.models.search_key.search_key(" ".join(getattr(row, part) for part in told))
            if text != row.folded:
                row.folded = text
                batch.append(row)
            if len(batch) == 1000:
                model.objects.bulk_update(batch, ["folded"], batch_size=200)
                batch.clear()
        model.objects.bulk_update(batch, ["folded"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("boards", "0003_gesture_ask_and_lease_process")]

    operations = [
        migrations.RemoveIndex("case", "mirror_case_name"),
        migrations.RemoveIndex("case", "mirror_case_sums"),
        migrations.RemoveField("case", "start"),
        migrations.AddField("case", "folded", boards.mirror.models.search_key.SearchKeyField(default="")),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddField(
            "case",
            "start",
            models.GeneratedField(
                expression=Substr("folded", 1, 100), output_field=models.TextField(), db_persist=True
            ),
        ),
        migrations.AddIndex("case", models.Index("status", Lower("start"), "uuid", name="mirror_case_name")),
        migrations.AddIndex("case", models.Index(fields=[*SUMS, "start", "uuid"], name="mirror_case_sums")),
    ]
