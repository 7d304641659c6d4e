"""Keys as text, in the three styles of the contracts."""

import re

import pytest

from handrail.vault.tokens import Style, mint, mint_session, shown, style_of

FORMS = {
    Style.WORKSPACE: r"mcp_acme-sales_[0-9a-f]{32}",
    Style.LEADS: r"sk_live_[0-9a-f]{32}",
    Style.ENTITIES: r"[0-9A-Za-z]{64}",
}


@pytest.mark.parametrize("style", Style)
def test_a_minted_key_has_its_contracted_form_and_is_told_by_it(style: Style) -> None:
    key = mint(style, "acme-sales")
    assert re.fullmatch(FORMS[style], key)
    assert style_of(key) is style
    assert mint(style, "acme-sales") != key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mcp_acme",
        "mcp__" + "0" * 32,
        "mcp_acme_" + "0" * 31,
        "mcp_acme_" + "G" * 32,
        "mcp_Acme_" + "0" * 32,
        "mcp_-acme_" + "0" * 32,
        "sk_test_" + "0" * 32,
        "mcp_acme_" + "0" * 32 + "\n",
        "é" * 64,
        "a" * 63,
        "a" * 65,
        "mcp_" + "a" * 500 + "_" + "0" * 32,
    ],
)
def test_anything_else_is_no_key(text: str) -> None:
    assert style_of(text) is None


@pytest.mark.parametrize("slug", ["a", "acme", "acme-sales-2", "sk-live"])
def test_a_slug_may_hold_hyphens(slug: str) -> None:
    assert style_of(mint(Style.WORKSPACE, slug)) is Style.WORKSPACE


def test_what_is_shown_of_a_key_does_not_give_it_away() -> None:
    assert shown("mcp_acme-sales_" + "0" * 28 + "beef") == ("mcp_acme-sales_", "beef")
    assert shown("sk_live_" + "0" * 28 + "beef") == ("sk_live_", "beef")
    assert shown("abcd" + "x" * 56 + "wxyz") == ("abcd", "wxyz")


def test_sessions_are_long_and_never_the_same() -> None:
    made = {mint_session() for _ in range(100)}
    assert len(made) == 100
    assert all(len(each) == 43 for each in made)
