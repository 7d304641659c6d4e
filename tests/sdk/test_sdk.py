"""The SDK against the real app, and against a server that is having a bad day."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import orjson
import pytest

from handrail_sdk import (
    AsyncHandrail,
    Conflict,
    Forbidden,
    Handrail,
    HandrailError,
    Invalid,
    NotFound,
    NotReached,
    RateLimited,
    Unauthorized,
)
from handrail_sdk.saying import wait
from tests.doors import URL, Caller, Doors
from tests.surfaces.cli.running import Cli


def client(doors: Doors, caller: Caller | None = None, **more: Any) -> AsyncHandrail:
    key = caller.key if caller else "mcp_acme_00000000000000000000000000000000"
    return AsyncHandrail(URL, key, http=doors.http, **more)


async def test_records_are_made_found_changed_and_deleted(doors: Doors) -> None:
    crm = client(doors, doors.ben)
    made = await crm.create_record(object="deals", values={"name": "Big", "value": 100})
    record_id = made["id"]["record_id"]
    changed = await crm.update_record(object="deals", record_id=record_id, values={"value": 250})
    assert (changed["version"], changed["values"]["value"]) == (2, 250)
    found = await crm.search_records(object="deals", filter={"value": {"gte": 200}})
    assert [each["name"] for each in found["records"]] == ["Big"]
    assert (await crm.list_attributes(object="deals"))["attributes"]
    gone = await crm.delete_record(object="deals", record_id=record_id)
    assert gone["deleted"] is True


async def test_pages_follow_one_another(doors: Doors) -> None:
    crm = client(doors, doors.ben)
    names = [f"Person {number:02}" for number in range(12)]
    for name in names:
        await crm.create_record(object="people", values={"name": name})
    pages = crm.iter_search_records(object="people", sort="name", limit=5)
    assert [each["name"] async for each in pages] == names
    members = [each["name"] async for each in crm.iter_list_members(limit=1)]
    assert members == ["Ada Admin", "Ben Seller", "Cleo Reader"]


async def test_a_null_is_said_and_what_is_left_out_is_not(doors: Doors) -> None:
    crm = client(doors, doors.ada)
    team = await crm.create_team(name="North")
    ben = doors.world.ids["ben"]
    await crm.update_member(member_id=ben, team_id=team["id"])
    assert (await crm.update_member(member_id=ben, name="Ben B."))["team_id"] == team["id"]
    assert (await crm.update_member(member_id=ben, team_id=None))["team_id"] is None


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (NotFound, lambda crm: crm.get_record(object="deals", record_id="nobody")),
        (Invalid, lambda crm: crm.search_records(object="deals", limit=0)),
        (Forbidden, lambda crm: crm.create_record(object="deals", values={"name": "x"})),
    ],
)
async def test_a_refusal_is_an_error_of_its_kind_with_the_next_move(
    doors: Doors, kind: type[Exception], asked: Callable[[AsyncHandrail], Any]
) -> None:
    with pytest.raises(kind) as refused:
        await asked(client(doors, doors.cleo))
    error: Any = refused.value
    assert error.hint and error.request_id and error.code in str(error)


async def test_a_dead_key_and_a_stale_version_are_told_apart(doors: Doors) -> None:
    with pytest.raises(Unauthorized):
        await client(doors).list_objects()
    crm = client(doors, doors.ben)
    made = await crm.create_record(object="deals", values={"name": "Big"})
    said: dict[str, Any] = {"object": "deals", "record_id": made["id"]["record_id"]}
    await crm.update_record(**said, values={"name": "Bigger"}, if_version=1)
    with pytest.raises(Conflict):
        await crm.update_record(**said, values={"name": "Biggest"}, if_version=1)


async def test_a_limit_is_waited_for_as_long_as_the_server_asks(doors: Doors) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    slow = await doors.with_key(doors.world.ada, per_minute=1)
    crm = client(doors, slow, retries=2, sleep=sleep)
    await crm.list_objects()
    with pytest.raises(RateLimited) as refused:
        await crm.list_objects()
    assert len(waits) == 2
    assert all(1 <= each <= 60 for each in waits)
    assert refused.value.status == 429


# a server that is having a bad day --------------------------------------------------------


class Moody(BaseHTTPRequestHandler):
    """Answers what is next in `answers`; None drops the connection without a word."""

    answers: list[tuple[int, dict[str, str], Any] | None]
    heard: list[dict[str, Any]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.heard.append(orjson.loads(body))
        answer = self.answers.pop(0)
        if answer is None:
            self.close_connection = True
            return
        status, headers, said = answer
        content = said if isinstance(said, bytes) else orjson.dumps(said)
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def moody(*answers: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    heard: list[dict[str, Any]] = []
    handler = type("Today", (Moody,), {"answers": list(answers), "heard": heard})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", heard
    finally:
        server.shutdown()
        server.server_close()


MADE = {"id": {"record_id": "1"}, "name": "Big"}


def test_what_failed_on_the_way_is_tried_again_under_one_idempotency_key() -> None:
    waits: list[float] = []
    busy = (503, {}, {"error": {"code": "UNAVAILABLE"}})
    late = (429, {"retry-after": "7"}, {"error": {"code": "RATE_LIMITED"}})
    with (
        moody(None, busy, late, (201, {}, MADE)) as (url, heard),
        Handrail(url, "key", sleep=waits.append) as crm,
    ):
        made = crm.create_record(object="deals", values={"name": "Big"})
    assert made["name"] == "Big"
    assert len(heard) == 4
    assert len({each["idempotency_key"] for each in heard}) == 1
    assert waits[-1] == 7.0


def test_in_the_end_it_says_what_was_wrong() -> None:
    with (
        moody(None, None) as (url, _),
        Handrail(url, "key", retries=1, sleep=lambda _: None) as crm,
        pytest.raises(NotReached),
    ):
        crm.create_record(object="deals", values={})
    with (
        moody((500, {}, b"<html>")) as (url, heard),
        Handrail(url, "key") as crm,
        pytest.raises(HandrailError, match="500"),
    ):
        crm.create_record(object="deals", values={})
    assert len(heard) == 1


def test_waits_grow_and_never_beyond_a_minute() -> None:
    assert all(0 < wait(attempt, None) <= 60 for attempt in range(20))
    assert wait(0, "3") == 3.0
    assert wait(0, "9999") == 60.0


def test_a_program_works_with_a_real_server(tmp_path: Path) -> None:
    cli = Cli(tmp_path, tmp_path / "data")
    cli.json("init", "--name", "Acme", "--email", "ada@acme.test", "--password", "correct horse 1")
    key = cli.json("keys", "create", "Program", "--per-minute", "1000")["key"]
    with cli.serving() as (url, _), Handrail(url, key) as crm:
        for number in range(3):
            crm.create_record(object="companies", values={"name": f"Firm {number}"})
        names = [each["name"] for each in crm.iter_search_records(object="companies", limit=2)]
    assert sorted(names) == ["Firm 0", "Firm 1", "Firm 2"]
