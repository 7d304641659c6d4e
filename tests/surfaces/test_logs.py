"""What is logged, and what never is."""

import io
import sys

import pytest
import structlog

from handrail.surfaces import logs


@pytest.mark.parametrize("as_json", [True, False])
def test_a_traceback_tells_no_values(as_json: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = io.StringIO()
    logs.configure("info", as_json=as_json)
    monkeypatch.setattr(sys, "stderr", heard)
    fail(f"mcp_acme_{'0' * 32}")
    assert "RuntimeError" in heard.getvalue() and "mcp_acme_" not in heard.getvalue()


def fail(credential: str) -> None:
    try:
        raise RuntimeError(f"nothing of {len(credential)}")
    except RuntimeError:
        structlog.get_logger("test").exception("unexpected")
