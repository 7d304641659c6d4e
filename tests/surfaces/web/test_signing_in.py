"""Signing in and out: who gets a session, how the cookie is kept, and which forms are believed."""

from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from handrail.app import build_app
from handrail.settings import Settings
from tests.surfaces.web.conftest import browser, sign_in
from tests.world import PASSWORD, World

pytestmark = pytest.mark.anyio
ADA = {"email": "ada@acme.test", "password": PASSWORD}


async def test_whoever_is_not_signed_in_is_led_to_the_form_and_back(
    visitor: httpx2.AsyncClient,
) -> None:
    refused = await visitor.get("/o/deals?sort=name")
    assert refused.status_code == 303
    assert refused.headers["location"] == "/sign-in?next=/o/deals%3Fsort%3Dname"

    form = await visitor.get(refused.headers["location"])
    assert 'value="/o/deals?sort=name"' in form.text

    done = await visitor.post("/sign-in", data={**ADA, "next": "/o/deals?sort=name"})
    assert (done.status_code, done.headers["location"]) == (303, "/o/deals?sort=name")
    assert (await visitor.get("/o/deals?sort=name")).status_code == 200


async def test_a_wrong_password_and_an_unknown_email_get_the_same_words(
    visitor: httpx2.AsyncClient,
) -> None:
    wrong = await visitor.post("/sign-in", data={**ADA, "password": "wrong"})
    unknown = await visitor.post("/sign-in", data={"email": "who@acme.test", "password": "wrong"})
    for answer in (wrong, unknown):
        assert answer.status_code == 401
        assert "The email or the password is wrong." in answer.text
        assert "set-cookie" not in answer.headers
    assert 'value="ada@acme.test"' in wrong.text


async def test_the_cookie_is_hidden_from_scripts_and_bound_to_the_site(
    visitor: httpx2.AsyncClient,
) -> None:
    cookie = (await sign_in(visitor)).headers["set-cookie"].lower()
    assert cookie.startswith("handrail=")
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/" in cookie
    assert "domain" not in cookie


async def test_over_https_the_cookie_is_bound_to_the_host(
    world: World, counted: str, tmp_path: Path
) -> None:
    settings = Settings(tmp_path, counted, public_url="https://crm.example.test")
    app = build_app(settings, world.database)
    async with browser(app, "https://crm.example.test") as client:
        cookie = (await sign_in(client)).headers["set-cookie"]
        assert cookie.startswith("__Host-handrail=") and "Secure" in cookie
        assert (await client.get("/o/deals")).status_code == 200


async def test_signing_in_again_gives_another_session(app: Starlette) -> None:
    async with browser(app) as client:
        first = (await sign_in(client)).headers["set-cookie"]
        second = (await sign_in(client)).headers["set-cookie"]
    assert first.partition(";")[0] != second.partition(";")[0]


async def test_a_session_that_was_signed_out_opens_nothing(ada: httpx2.AsyncClient) -> None:
    secret = ada.cookies["handrail"]
    done = await ada.post("/sign-out")
    assert (done.status_code, done.headers["location"]) == (303, "/sign-in")
    ada.cookies.set("handrail", secret)
    assert (await ada.get("/o/deals")).status_code == 303


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)", ""]
)
async def test_signing_in_never_leads_to_another_site(
    visitor: httpx2.AsyncClient, elsewhere: str
) -> None:
    done = await visitor.post("/sign-in", data={**ADA, "next": elsewhere})
    assert done.headers["location"] == "/"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": "http://localhost:8400"},
    ],
)
async def test_a_form_of_another_site_changes_nothing(
    ada: httpx2.AsyncClient, world: World, headers: dict[str, str]
) -> None:
    answer = await ada.post("/o/deals/new", data={"name": "Forged"}, headers=headers)
    assert answer.status_code == 403
    assert (await world.ada("search_records", object="deals"))["total"] == 0


async def test_a_browser_that_does_not_say_is_judged_by_its_origin(
    app: Starlette, world: World
) -> None:
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost:8400") as old:
        silent = await old.post("/sign-in", data=ADA)
        foreign = await old.post("/sign-in", data=ADA, headers={"origin": "http://evil.test"})
        own = await old.post("/sign-in", data=ADA, headers={"origin": "http://localhost:8400"})
    assert [each.status_code for each in (silent, foreign, own)] == [403, 403, 303]


async def test_guessing_is_slowed_down(visitor: httpx2.AsyncClient) -> None:
    answers = [
        await visitor.post("/sign-in", data={"email": "ada@acme.test", "password": f"guess {i}"})
        for i in range(11)
    ]
    assert [each.status_code for each in answers[:10]] == [401] * 10
    assert answers[10].status_code == 429
    assert int(answers[10].headers["retry-after"]) > 0
