"""Dated notes on records: written, listed, rewritten, deleted, and told."""

import pytest

from tests.doors import Doors, Refused

pytestmark = pytest.mark.anyio


async def deal(doors: Doors) -> dict[str, str]:
    made = await doors.ada.mcp("create_record", object="deals", values={"name": "D"})
    return {"object": "deals", "record_id": made["id"]}


async def test_notes_are_listed_newest_first_page_by_page(doors: Doors) -> None:
    on = await deal(doors)
    for n in range(5):
        await doors.ben.mcp("create_note", **on, content=f"note {n}")
    first = await doors.cleo.mcp("list_notes", **on, limit=2)
    assert [each["content"] for each in first["notes"]] == ["note 4", "note 3"]
    assert first["has_more"] is True
    rest = await doors.cleo.rest("list_notes", **on, cursor=first["next_cursor"])
    assert [each["content"] for each in rest["notes"]] == ["note 2", "note 1", "note 0"]
    assert (rest["has_more"], rest["next_cursor"]) == (False, None)


async def test_a_note_is_rewritten_and_deleted_and_the_record_remembers(doors: Doors) -> None:
    on = await deal(doors)
    note = await doors.ben.mcp("create_note", **on, content="# One\n\n- two")
    assert note["author"] == "agent for Ben Seller" and note["content"] == "# One\n\n- two"
    await doors.ada.mcp("update_note", note_id=note["id"], content="two")
    await doors.ada.rest("delete_note", note_id=note["id"])
    assert (await doors.cleo.mcp("list_notes", **on))["notes"] == []
    line = (await doors.cleo.mcp("get_timeline", **on))["changes"]
    assert [each["type"] for each in line] == [
        "note.deleted", "note.updated", "note.created", "record.created",
    ]  # fmt: skip
    assert line[0]["before"]["content"] == line[1]["after"]["content"] == "two"
    assert line[1]["before"]["content"] == "# One\n\n- two"
    with pytest.raises(Refused) as refused:
        await doors.ada.mcp("update_note", note_id=note["id"], content="three")
    assert refused.value.code == "RESOURCE_NOT_FOUND"


async def test_notes_go_with_their_record(doors: Doors) -> None:
    on = await deal(doors)
    note = await doors.ben.mcp("create_note", **on, content="x")
    await doors.ada.mcp("delete_record", **on)
    for operation, said in (
        ("list_notes", on),
        ("create_note", {**on, "content": "y"}),
        ("update_note", {"note_id": note["id"], "content": "y"}),
        ("delete_note", {"note_id": note["id"]}),
    ):
        with pytest.raises(Refused) as refused:
            await doors.ada.mcp(operation, **said)
        assert refused.value.code == "RESOURCE_NOT_FOUND", operation


async def test_who_may_only_read_writes_no_notes(doors: Doors) -> None:
    on = await deal(doors)
    for ask in (doors.cleo.mcp, doors.cleo.rest):
        with pytest.raises(Refused) as refused:
            await ask("create_note", **on, content="x")
        assert refused.value.code == "FORBIDDEN" and refused.value.error["hint"]
