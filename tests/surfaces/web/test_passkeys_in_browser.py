"""Passkeys in a real browser with a virtual authenticator of its own: added, used, removed."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.surfaces.web.test_browser import CHROMIUM, chromium, site
from tests.world import PASSWORD, World

__all__ = ("chromium", "site")
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
    pytest.mark.parametrize("dialect", ["sqlite"], indirect=True),
]


async def with_device(page: Page) -> None:
    session = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    await session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


async def test_a_passkey_is_added_used_and_removed(
    chromium: Browser, site: str, world: World
) -> None:
    complaints: list[str] = []
    context = await chromium.new_context(base_url=site.replace("127.0.0.1", "localhost"))
    page = await context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    await with_device(page)
    await page.goto("/sign-in?next=/settings/security")
    await page.get_by_label("Email").fill("ada@acme.test")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.locator(".cards")).to_contain_text("No passkey yet.")

    await page.get_by_label("Name of the new passkey").fill("Laptop")
    await page.get_by_role("button", name="Add a passkey").click()
    await expect(page.locator(".cards b")).to_have_text("Laptop")

    await page.get_by_role("button", name="Add a passkey").click()
    await expect(page.locator("[data-said]")).to_have_text(
        "This device has a passkey for you already."
    )

    await context.clear_cookies()
    await page.goto("/settings/security")
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await page.wait_for_url("**/settings/security")
    await expect(page.locator(".cards")).to_contain_text("last used just now")

    await page.get_by_text("Rename").click()
    await page.get_by_label("New name for Laptop").fill("Desk")
    await page.keyboard.press("Enter")
    await expect(page.locator(".cards b")).to_have_text("Desk")
    await page.get_by_role("button", name="Remove Desk").click()
    await expect(page.get_by_text("It signs nobody in any more.")).to_be_visible()
    await page.get_by_role("button", name="Remove", exact=True).click()
    await expect(page.locator(".cards")).to_contain_text("No passkey yet.")

    await context.clear_cookies()
    await page.goto("/sign-in")
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("not accepted")
    assert complaints == []


async def test_without_script_the_button_is_not_there(chromium: Browser, site: str) -> None:
    context = await chromium.new_context(
        base_url=site.replace("127.0.0.1", "localhost"), java_script_enabled=False
    )
    page = await context.new_page()
    await page.goto("/sign-in")
    await expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
