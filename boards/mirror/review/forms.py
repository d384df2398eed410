"""What a manager says when what vanished may go, or when another firm is meant."""

from django import forms

from boards.ui.fields import ReasonField


class LetGoForm(forms.Form):
    """Why what vanished is let go; it goes into the audit log."""

    reason = ReasonField(
        label="Why they may go",
        help_text="Who deleted them in Plannr, or how you know that they are gone.",
        ask="Say why they may go: who deleted them in Plannr, or how you know that they are gone.",
    )


class FirmForm(forms.Form):
    """Why the board goes on with another firm; it goes into the audit log."""

    reason = ReasonField(
        label="Why this firm is meant",
        help_text="What has changed in Plannr, and who said so.",
        ask="Say why this firm is meant: what has changed in Plannr, and who said so.",
    )
