"""The way docs/webhooks.md shows to check a signature checks the signatures we make."""

from typing import Any

from handrail.core.clock import SECOND, now
from handrail.features.webhooks.shapes.native import NATIVE
from tests.docs.pages import ROOT, blocks

PAGE = ROOT / "docs" / "webhooks.md"


def shown() -> Any:
    [code] = [each.text for each in blocks(PAGE) if each.info == "python"]
    names: dict[str, Any] = {}
    exec(code, names)
    return names["is_genuine"]


def test_the_documented_check_takes_what_is_genuine_and_nothing_else() -> None:
    is_genuine, body = shown(), b'{"event": "record.created"}'
    header = NATIVE.signed("swordfish", body, now())[NATIVE.header]
    assert is_genuine("swordfish", header, body)
    assert not is_genuine("swordfish", header, body + b" ")
    assert not is_genuine("another", header, body)
    old = NATIVE.signed("swordfish", body, now() - 600 * SECOND)[NATIVE.header]
    assert not is_genuine("swordfish", old, body)


def test_the_events_and_headers_are_all_named() -> None:
    page = PAGE.read_text()
    assert all(f"`{each}`" in page for each in NATIVE.known)
    assert f"`{NATIVE.header}`" in page
