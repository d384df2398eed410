"""Names as searches compare them: without capitals, accents, odd apostrophes and more than one space."""

import unicodedata
from typing import Any

from django.db import models

# Letters with a stroke or tied together, which no accent can be taken from, and what people write for an apostrophe.
PLAIN = str.maketrans(
    dict.fromkeys("‘’‛ʼ´`＇", "'")
    | {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


def search_key(name: str) -> str:
    """A name as searches compare it: "Zoë  O’Hara Ångström" is "zoe o'hara angstrom"."""
    if name.isascii():
        return " ".join(name.casefold().split())
    parts = unicodedata.normalize("NFKD", name.translate(PLAIN)).casefold().translate(PLAIN)
    kept = (letter for letter in parts if unicodedata.category(letter) not in ("Mn", "Me", "Cf"))
    return " ".join("".join(kept).split())


class SearchKeyField(models.TextField):  # type: ignore[type-arg]  # The class has no parameters when it runs.
    """The column that a search reads: whoever writes the row, it follows the row's `name`."""

    def pre_save(self, model_instance: Any, add: bool) -> str:
        """What is written: never what somebody set by hand."""
        text = search_key(model_instance.name)
        setattr(model_instance, self.attname, text)
        return text
