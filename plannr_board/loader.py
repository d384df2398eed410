"""Templates are indented for people; what is sent is not."""

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


class Loader(filesystem.Loader):
    """Reads a template without the spaces its lines begin with. It runs once a template, and keeps the line numbers.

    Between tags and between words, where a line may be broken at all, HTML takes a line break for one space, indented
    or not.
    """

    def get_contents(self, origin: Origin) -> str:
        return INDENT.sub("", super().get_contents(origin))
