"""What a manager says when writing may go on."""

from django import forms


class LiftForm(forms.Form):
    """Why a freeze is lifted; it goes into the audit log."""

    reason = forms.CharField(
        label="Why it may go on",
        help_text="What was found in Plannr, and what was done about it.",
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
        error_messages={
            "required": "Say why writing may go on: what was found, and what was done about it.",
            "max_length": "Say it in 1,000 characters or fewer.",
        },
    )
