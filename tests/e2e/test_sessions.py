"""Sessions come and go: two tabs that sign in, one that signs out, and one that goes on after its session has ended."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.pages import SignInPage
from tests.making import PASSWORD

pytestmark = pytest.mark.e2e


def fill(page: Page, name: str = "priya") -> None:
    """Fill the sign-in form, and send nothing."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)


def test_signing_in_and_out_in_two_tabs_never_ends_at_a_refusal(
    browser: Browser, base_url: str, complaints: Callable[[Page], None]
) -> None:
    context = browser.new_context(base_url=base_url)
    first, second = context.new_page(), context.new_page()
    for page in (first, second):
        complaints(page)
        page.goto("/login/?next=/clients/")
        fill(page)

    for page in (first, second):
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(f"{base_url}/clients/")

    for page in (first, second):
        page.get_by_role("button", name=re.compile("Priya Patel")).click()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    SignInPage(first).sign_in("priya")
    context.close()
