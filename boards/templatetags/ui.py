"""The board’s own template tags, thin over `boards.ui.formatting`; builtins, so no template says `{% load %}`."""

import json
from datetime import date, datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from boards.ui import formatting
from boards.users import permissions

register = template.Library()

register.filter("age", formatting.age)
register.filter("age_days", formatting.age_days)
register.filter("clock", formatting.clock)
register.filter("colour", formatting.colour)
register.filter("hue", formatting.hue)
register.filter("initials", formatting.initials)
register.filter("when", formatting.when)


@register.filter
def money(pennies: int | None, currency: str = "GBP") -> str:
    """`{{ pennies|money }}` or `{{ pennies|money:case.currency }}`: "£1,234.50", or "£1,234" without pence."""
    return formatting.money(pennies, currency)


@register.filter
def pence(pennies: int | None, shown: bool = True) -> str:
    """`{{ pennies|pence:any_pence }}`: money in a column of figures, with pence in all of it or none."""
    return formatting.money(pennies, pence=bool(shown))


@register.filter
def ago(at: datetime | None) -> str:
    """`{{ reading.read_at|ago }}`: "11 minutes ago", and "never" for None."""
    return formatting.ago(at) if at else "never"


@register.filter
def nice_date(at: datetime | date | None) -> str:
    """`{{ client.next_review_at|nice_date }}`: "14 October 2026", and "" for None."""
    return formatting.nice_date(at) if at else ""


@register.filter
def short_date(at: datetime | date | None) -> str:
    """`{{ client.next_review_at|short_date }}`: "14 Oct 2026", and "" for None."""
    return formatting.short_date(at) if at else ""


@register.filter
def counted(number: int, thing: str) -> str:
    """`{{ n|counted:"case" }}` is "3 cases"; an odd plural comes after a comma: `"is,are"`."""
    one, _, many = thing.partition(",")
    return formatting.counted(number, one, many)


@register.filter
def may(user: Any, act: str) -> bool:
    """`{% if request.user|may:"case-move" %}`: whether the permission table lets this person do `act`."""
    return permissions.has_permission(user, act)


@register.filter
def roles(user: Any) -> str:
    """`{{ request.user|roles }}`: "Adviser, manager", and "No role yet" for none."""
    return ", ".join(sorted(user.roles)).capitalize() or "No role yet"


@register.filter
def json_text(value: Any) -> str:
    """`{{ entry.before|json_text }}`: a JSON value as it is kept, for people who read the log closely."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


@register.simple_block_tag
def prose(content: str) -> SafeString:
    """`{% prose as words %}…{% endprose %}`: sentences over several lines, for a template that is included."""
    return SafeString(" ".join(content.split()))


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """`{% icon "search" %}`: a picture beside words, hidden from screen readers; `size` is "s" or "l".

    `name` is Lucide's, and one of those that `bin/icons` puts into the sprite.
    """
    extra = f" icon--{size}" if size else ""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>', extra, static("icons.svg"), name
    )


@register.simple_tag
def left_out(figure: Any, address: str = "", lead: str = ", ") -> SafeString:
    """`{% left_out total address %}`: what a figure in pounds leaves out, after `lead`: ", 4 without a value, plus €5".

    With the `address` of the board or list of the figure's cases, each part leads to the cases that it names.
    """
    parts = [
        format_html('<a href="{}">{}</a>', excluded(address, kind), said) if address else said
        for kind, said in figure.left_out.parts
    ]
    return (
        format_html("{}{}", lead, format_html_join(", ", "{}", ((part,) for part in parts))) if parts else SafeString()
    )


def excluded(address: str, kind: str) -> str:
    """The address of the cases that a figure in pounds leaves out, among those at `address`: the list of the totals
    calls that filter `value`, boards `money`.
    """
    path, _, query = address.partition("#")[0].partition("?")
    name = "value" if path.endswith("/cases/") else "money"
    return f"{path}?{query}{'&' if query else ''}{name}={kind}"


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """`{% avatar "Priya Patel" %}`: a person's disc, whose accessible text is the name."""
    return format_html(
        '<span class="avatar{}" data-hue="{}"><span aria-hidden="true">{}</span><span class="sr">{}</span></span>',
        f" avatar--{size}" if size else "",
        formatting.hue(name),
        formatting.initials(name),
        name,
    )
