"""Settings → Audit, as an admin's browser gets it."""

import html
import re

import httpx2
import pytest

from handrail.core.clock import now
from handrail.core.event import Event
from handrail.storage import auditing
from handrail.surfaces.web.audited import DID
from tests.surfaces.web.conftest import sign_in
from tests.world import World

PAGE = "/settings/audit"


def text(answer: httpx2.Response) -> str:
    assert answer.status_code == 200, answer.text[:300]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.text)))


def entries(answer: httpx2.Response) -> int:
    return answer.text.count('class="seq"')


async def test_it_tells_who_did_what_and_from_what_to_what(ada: httpx2.AsyncClient, world: World):
    made = await world.ben("create_record", object="people", values={"name": "Pia"})
    await world.ben(
        "update_record", object="people", record_id=made["id"], values={"job_title": "CTO"}
    )
    await world.ben(
        "update_record", object="people", record_id=made["id"], values={"job_title": "CEO"}
    )
    said = text(await ada.get(PAGE))
    assert "Ben Seller changed" in said
    assert "CTO → CEO" in said
    assert "update_record" in said
    assert "Ada Admin signed in" in said


def told() -> list[str]:
    """The types of all facts that the product tells."""
    found, left = set[str](), [Event]
    while left:
        kind = left.pop()
        # tests elsewhere tell facts of their own, in the same process
        left += [e for e in kind.__subclasses__() if e.__module__.startswith("handrail.")]
        found |= {kind.type} if "type" in kind.__dict__ else set()
    return sorted(found)


@pytest.mark.parametrize("type_", told())
def test_every_fact_is_told_in_words(type_: str) -> None:
    assert type_ in DID


async def test_a_member_is_told_by_name(ada: httpx2.AsyncClient, world: World):
    await world.ada("create_api_key", name="Reports")
    said = text(await ada.get(PAGE))
    assert "memberAda Admin" in said
    assert world.ids["ada"] not in said


async def test_who_has_the_journal_walked_is_told_that_it_is_under_way(ada: httpx2.AsyncClient):
    answer = await ada.post(f"{PAGE}/check", follow_redirects=True)
    assert "The journal is being walked" in html.unescape(answer.text)


async def test_what_is_asked_for_stays_in_the_form_and_in_the_file(
    ada: httpx2.AsyncClient, world: World
):
    await world.ben("create_record", object="people", values={"name": "Pia"})
    await world.ada("create_record", object="people", values={"name": "Paul"})
    found = await ada.get(PAGE, params={"member_id": world.ids["ben"], "object": "people"})
    assert entries(found) == 1
    assert f'value="{world.ids["ben"]}" selected' in found.text
    link = html.unescape(re.search(r'href="(/settings/audit/export[^"]*csv)"', found.text)[1])  # type: ignore[index]
    file = await ada.get(link)
    assert file.headers["content-type"].startswith("text/csv")
    assert len(file.text.splitlines()) == 2
    assert "Pia" in file.text


async def test_days_are_whole_ones_and_what_is_none_is_said(ada: httpx2.AsyncClient, world: World):
    await world.ben("create_record", object="people", values={"name": "Pia"})
    from datetime import UTC, datetime

    today = datetime.now(UTC).date().isoformat()
    everything = {"type": "record.created", "since": today, "until": today}
    assert entries(await ada.get(PAGE, params=everything)) == 1
    assert entries(await ada.get(PAGE, params={"until": "2001-01-01"})) == 0
    for wrong in ({"since": "yesterday"}, {"member_id": "ben"}, {"until": "9999-12-31"}):
        answer = await ada.get(PAGE, params=wrong)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


async def test_one_walks_to_older_entries_and_back(ada: httpx2.AsyncClient, world: World):
    for number in range(55):
        await world.ben(
            "create_note", object="people", record_id=await pia(world), content=f"{number}"
        )
    first = await ada.get(PAGE)
    assert entries(first) == 50
    older = html.unescape(re.search(r'href="([^"]*cursor=[^"]*)"', first.text)[1])  # type: ignore[index]
    second = await ada.get(older)
    assert entries(second) >= 5
    assert "Newest" in text(second)


async def pia(world: World) -> str:
    found = await world.ben("search_records", object="people", query="Pia")
    if found["records"]:
        return found["records"][0]["id"]
    return (await world.ben("create_record", object="people", values={"name": "Pia"}))["id"]


async def test_it_says_when_the_journal_was_found_whole_and_where_it_was_not(
    ada: httpx2.AsyncClient, world: World
):
    assert "not been walked yet" in text(await ada.get(PAGE))
    await auditing.check(world.database, 1, now())
    assert "whole up to entry" in text(await ada.get(PAGE))
    await world.database.write(
        0,
        lambda db: db.execute(
            "update journal set tool = 'x' where workspace_id = 1 and seq = 2", ()
        ),
    )
    assert (await ada.post(f"{PAGE}/check", data={"once": "1"})).status_code == 303
    await auditing.check(world.database, 1, now())  # as the job does
    assert "breaks at entry 2" in text(await ada.get(PAGE))


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/export?format=csv"])
async def test_it_is_for_admins(visitor: httpx2.AsyncClient, world: World, path: str):
    from handrail.features.workspaces.store import accounts
    from handrail.vault.hash import hash_password
    from tests.world import PASSWORD

    hashed = await hash_password(PASSWORD)
    await world.database.write(
        0, lambda db: accounts.set_password(db, "ben@acme.test", hashed, now())
    )
    await sign_in(visitor, "ben@acme.test")
    assert (await visitor.get("/o/people")).status_code == 200
    assert (await visitor.get(path)).status_code == 403
    assert PAGE not in (await visitor.get("/o/people")).text


async def test_values_are_text_and_never_markup(ada: httpx2.AsyncClient, world: World):
    await world.ben("create_record", object="people", values={"name": "<script>alert(1)</script>"})
    page = await ada.get(PAGE)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


async def test_instants_are_told_as_a_clock_tells_them(ada: httpx2.AsyncClient):
    page = (await ada.get(f"{PAGE}?object=sessions")).text
    assert re.search(r"<dt>expires at</dt><dd><ins>\d+ \w{3} \d{4}, \d\d:\d\d UTC</ins>", page)
