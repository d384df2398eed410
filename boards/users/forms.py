"""The sign-in form."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField

WRONG = "That name and password do not belong together. Check both and try again."


class SignInForm(AuthenticationForm):
    """Name and password. One sentence answers every wrong pair, so that nobody learns which names exist."""

    username = UsernameField(
        label="Name",
        max_length=150,
        widget=forms.TextInput(attrs={"class": "input", "autofocus": True, "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "current-password"}),
    )

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}
