from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode

from django.db import migrations
from django.db.migrations.operations.base import Operation

WORDS = {"q": "text", "value": "money", "show": "state"}
LONGEST = 2000
STATES = {"open": ("open",), "completed": ("completed",), "both": ("open", "completed")}


def translated(query: str) -> str:
    """A query of the totals in the words of boards. What contradicts itself was looked for in every state."""
    pairs = parse_qsl(query, keep_blank_values=True)
    is_odd = any(name == "odd" for name, _ in pairs)
    return urlencode(
        [
            (WORDS.get(name, name), text)
            for name, value in pairs
            if value and not (name == "show" and is_odd)
            for text in (STATES.get(value, (value,)) if name == "show" else (value,))
        ]
    )


def translate(apps: Any, schema_editor: Any) -> None:
    """Saved filters of the totals, each written only where its words change. One that would no longer fit stays as it
    is: its address is translated when it is opened.
    """
    saved = apps.get_model("boards", "SavedTotals").objects
    for pk, query in saved.values_list("pk", "query"):
        found = translated(query)
        if any(name in WORDS for name, _ in parse_qsl(query)) and len(found) <= LONGEST:
            saved.filter(pk=pk).update(query=found)


class Migration(migrations.Migration):
    """Totals are filtered in the words of boards: `text` was `q`, `money` was `value`, `state` was `show`."""

    dependencies = (("boards", "0011_the_fields_words"),)

    operations: ClassVar[list[Operation]] = [migrations.RunPython(translate, migrations.RunPython.noop)]
