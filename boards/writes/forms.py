"""What a manager says when writing may go on."""

from django import forms

from boards.ui.fields import ReasonField


class LiftForm(forms.Form):
    """Why a freeze is lifted; it goes into the audit log."""

    reason = ReasonField(
        label="Why it may go on",
        help_text="What was found in Plannr, and what was done about it.",
        ask="Say why writing may go on: what was found, and what was done about it.",
    )
