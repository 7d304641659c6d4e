"""Filters, words, sorting and pages of the entities face; and what each costs."""

import pytest

from handrail.storage.database import Db
from tests.features.entities.asking import Askers
from tests.features.entities.test_tools import one, refused

pytestmark = pytest.mark.anyio


async def names(
    asked: Askers, entity: str, *filters: dict[str, object], **more: object
) -> set[str]:
    found = await asked.ada.tool(
        "filter_entity", entity=entity, filters=list(filters), pageSize=100, **more
    )
    counted = await asked.ada.tool("count_entity", entity=entity, filters=list(filters))
    if not more:
        assert counted["total"] == found["total"] == len(found["items"])
    assert counted["filters"] == list(filters) == found["filters"]
    return {each["name"] for each in found["items"]}


async def test_relations_are_filtered_by_ids_and_by_emptiness(asked: Askers) -> None:
    ada, ben = asked.ada, asked.doors.world.ids["ben"]
    acme = await one(ada, "organization", name="Acme")
    rival = await one(ada, "organization", name="Other")
    await one(ada, "contact", firstName="A", lastName="", organizationIds=[acme])
    await one(ada, "contact", firstName="B", lastName="", organizationIds=[acme, rival])
    await one(ada, "contact", firstName="C", lastName="", userIds=[ben])

    def by(operator: str, *ids: str, field: str = "organizationIds") -> dict[str, object]:
        said: dict[str, object] = {"field": field, "operator": operator}
        return said | ({"value": list(ids)} if operator in ("in", "notIn") else {})

    assert await names(asked, "contact", by("in", acme)) == {"A", "B"}
    assert await names(asked, "contact", by("notIn", rival)) == {"A", "C"}
    assert await names(asked, "contact", by("hasNone")) == {"C"}
    assert await names(asked, "contact", by("hasSome"), by("notIn", rival)) == {"A"}
    assert await names(asked, "contact", by("in", ben, field="userIds")) == {"C"}
    assert await names(asked, "contact", by("hasNone", field="userIds")) == {"A", "B"}
    text = await refused(ada, "filter_entity", entity="contact", filters=[by("in", ben)])
    assert text == (
        "Validation error: filters.0.value: Organization ID not found or not accessible."
    )
    theirs = await one(asked.rex, "organization", name="Theirs")
    assert text == await refused(ada, "filter_entity", entity="contact", filters=[by("in", theirs)])


async def test_dates_names_and_columns_are_filtered(asked: Askers) -> None:
    ada = asked.ada
    money = await ada.tool(
        "create_currency_custom_column", entityType="deal", label="Budget", currency="usd"
    )
    day = await ada.tool("create_date_custom_column", entityType="deal", label="Day")
    for name, budget, on in (
        ("A", "10", "2026-01-01"),
        ("B", "20", "2026-02-01"),
        ("C", None, None),
    ):
        values = [(money["id"], budget), (day["id"], on)]
        await one(
            ada, "deal", name=name,
            customFieldValues=[{"columnId": c, "value": v} for c, v in values if v],
        )  # fmt: skip

    def by(field: str, operator: str, value: object = None) -> dict[str, object]:
        said: dict[str, object] = {"field": field, "operator": operator}
        return said if value is None else said | {"value": value}

    b, d = money["id"], day["id"]
    assert await names(asked, "deal", by(b, "gte", "10"), by(b, "lt", "20")) == {"A"}
    assert await names(asked, "deal", by(b, "equals", "20")) == {"B"}
    assert await names(asked, "deal", by(b, "isNull")) == {"C"}
    assert await names(asked, "deal", by(b, "isNotNull")) == {"A", "B"}
    assert await names(asked, "deal", by(d, "between", ["2026-01-01", "2026-01-31"])) == {"A"}
    assert await names(asked, "deal", by(d, "gt", "2026-01-01")) == {"B"}
    assert await names(asked, "deal", by("name", "contains", "b")) == {"B"}
    assert await names(asked, "deal", by("createdAt", "gte", "2026-01-01")) == {"A", "B", "C"}
    assert await names(asked, "deal", by("createdAt", "lt", "2026-01-01T00:00:00Z")) == set()
    for wrong, says in (
        (by(d, "between", ["2026-01-01"]),
         "The 'between' operator requires an array with exactly 2 elements."),
        (by(b, "contains", "1"), "It takes: equals, gt, gte, lt, lte, isNull, isNotNull."),
        (by(b, "gt", "much"), "send a number as text"),
        (by(b, "gt", ["1"]), "requires a text as value"),
        (by(b, "near", "1"), "must be 'equals'"),
        (by("firstName", "contains", "x"), "Available fields: name -> name (contains), "),
    ):  # fmt: skip
        text = await refused(ada, "filter_entity", entity="deal", filters=[wrong])
        assert text.startswith("Validation error: filters.0") and says in text, text
    text = await refused(
        ada, "filter_entity", entity="deal", sortDescriptor={"field": "x", "direction": "asc"}
    )
    assert text.startswith("Validation error: sortDescriptor.field: Sort field not found")


async def test_words_are_found_in_names_and_in_names_of_what_is_linked(asked: Askers) -> None:
    ada = asked.ada
    acme = await one(ada, "organization", name="Acme Steel")
    await one(ada, "contact", firstName="Max", lastName="Mustermann", organizationIds=[acme])
    await one(ada, "contact", firstName="Maxine", lastName="Steel")

    async def found(entity: str, term: str) -> set[str]:
        page = await ada.tool("filter_entity", entity=entity, searchTerm=term)
        return {each["name"] for each in page["items"]}

    assert await found("contact", "max steel") == {"Max Mustermann", "Maxine Steel"}
    assert await found("contact", "acme MUSTER") == {"Max Mustermann"}
    assert await found("organization", "mustermann") == {"Acme Steel"}
    everywhere = await ada.tool("search_all_entities", searchTerm="steel", limitPerEntity=1)
    by_entity = {each["entity"]: each for each in everywhere["results"]}
    assert by_entity["contact"]["total"] == 2 and len(by_entity["contact"]["items"]) == 1
    assert by_entity["organization"]["items"] == [{"id": acme, "name": "Acme Steel"}]
    assert by_entity["task"] == {"entity": "task", "items": [], "total": 0}
    only = await ada.tool("search_all_entities", searchTerm="steel", entities=["deal"])
    assert [each["entity"] for each in only["results"]] == ["deal"]


async def test_what_a_key_may_not_see_is_an_error_of_its_entity_alone(asked: Askers) -> None:
    from tests.features.entities.asking import connected

    world = asked.doors.world
    await one(asked.ada, "contact", firstName="Max", lastName="M")
    narrow = await asked.doors.with_key(world.ada, objects=frozenset({"companies"}))
    async with connected(asked.doors.http, narrow.key) as somebody:
        found = await somebody.tool("search_all_entities", searchTerm="max")
        by_entity = {each["entity"]: each for each in found["results"]}
        assert by_entity["contact"]["error"] == "Contact not found or not accessible."
        assert by_entity["organization"] == {"entity": "organization", "items": [], "total": 0}
        [config] = [await somebody.tool("get_entity_configuration", entity="organization")]
        assert [each["field"] for each in config["filterableFields"]] == [
            "userIds", "createdAt", "updatedAt",
        ]  # fmt: skip


async def test_pages_are_sorted_and_counted(asked: Askers) -> None:
    ada = asked.ada
    await ada.tool("create_tasks", tasks=[{"name": f"T{n:02}"} for n in range(12)])
    sort = {"field": "name", "direction": "desc"}
    page = await ada.tool("filter_entity", entity="task", page=2, pageSize=5, sortDescriptor=sort)
    assert (page["total"], page["page"]) == (12, 2)
    assert [each["name"] for each in page["items"]] == ["T06", "T05", "T04", "T03", "T02"]
    text = await refused(ada, "filter_entity", entity="task", pageSize=7)
    assert text.startswith("Validation error: pageSize must be 5, 10, 25 or 100")


class Counting:
    """Which statements a database was asked: one that took too long at first is asked again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, asked: Askers) -> None:
        self.said: set[str] = set()
        kind = type(asked.doors.world.database)
        module = __import__(kind.__module__, fromlist=["_"])
        for each in vars(module).values():
            if isinstance(each, type) and issubclass(each, Db) and each is not Db:
                monkeypatch.setattr(each, "select", self._counted(each.select))

    def _counted(self, select: object) -> object:
        async def counted(db: Db, *said: object) -> object:
            self.said.add(repr(said))
            return await select(db, *said)  # type: ignore[operator]

        return counted


async def test_reads_cost_the_same_however_many_they_show(
    asked: Askers, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = asked.ada
    services = await ada.tool(
        "create_services", services=[{"name": f"S{n}", "amount": 1} for n in range(5)]
    )
    offered = [{"serviceId": each["id"]} for each in services["items"]]

    async def more(number: int) -> list[dict[str, str]]:
        people = await ada.tool(
            "create_contacts",
            contacts=[{"firstName": f"C{n}", "lastName": "X"} for n in range(number)],
        )
        ids = [each["id"] for each in people["items"]]
        deals = await ada.tool(
            "create_deals",
            deals=[{"name": f"D{n}", "contactIds": ids[:3], "services": offered}
                   for n in range(number)],
        )  # fmt: skip
        return [{"entity": "contact", "id": each} for each in ids] + [
            {"entity": "deal", "id": each["id"]} for each in deals["items"]
        ]

    async def costs(items: list[dict[str, str]]) -> list[int]:
        found = []
        for ask in (
            lambda: ada.tool("filter_entity", entity="deal", pageSize=100, searchTerm="d"),
            lambda: ada.tool("get_entities", items=items),
            lambda: ada.send("POST", "/deals/search", {"pagination": {"pageSize": 100}}),
            lambda: ada.send("POST", "/contacts/search", {"pagination": {"pageSize": 100}}),
        ):
            await ask()  # what is learned once of the schema is known now
            counting.said.clear()
            await ask()
            found.append(len(counting.said))
        return found

    few = await more(2)
    counting = Counting(monkeypatch, asked)
    cheap = await costs(few)
    dear = await costs(await more(50) + few)
    # where there are many links, those shown are ranked by one statement more a direction
    assert all(d <= c + 4 for c, d in zip(cheap, dear, strict=True)), (cheap, dear)
    assert max(dear) < 25
