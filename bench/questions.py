"""The calls that are made: drawn from the data, so that common values are asked for more often."""

import json
import random
from collections.abc import Callable
from typing import Any

from bench.accounts import OBJECT, Account, accounts
from bench.stock import Stock

MANY = 400
Call = tuple[str, dict[str, Any]]
"""(operation, its arguments)"""


def gets(stock: Stock, seed: int = 3) -> list[Call]:
    rng = random.Random(seed)
    chosen = [rng.choice(stock.sample)[0] for _ in range(4 * MANY)]
    return [("get_record", {"object": OBJECT, "record_id": record_id}) for record_id in chosen]


def creates(stock: Stock, seed: int = 4) -> list[Call]:
    """New accounts; `@@N@@` in the address is what makes it the only one."""
    made = []
    for account in accounts(MANY, stock.members, seed):
        values = {**account.said(), "email": f"new@@N@@@{seed}.example"}
        made.append(("create_record", {"object": OBJECT, "values": values}))
    return made


def updates(stock: Stock, seed: int = 6) -> list[Call]:
    """One value that has an index, of records that are there."""
    rng = random.Random(seed)
    chosen = [rng.choice(stock.sample)[0] for _ in range(MANY)]
    values = {"city": "Town @@N@@"}
    return [
        ("update_record", {"object": OBJECT, "record_id": record_id, "values": values})
        for record_id in chosen
    ]


Filter = dict[str, Any]


def _stage_industry(one: Account, rng: random.Random) -> tuple[Filter, str]:
    return {"stage": one.stage, "industry": one.industry}, "-value"


def _city_score(one: Account, rng: random.Random) -> tuple[Filter, str]:
    score = {"gte": rng.choice((30, 50, 70, 90))}
    return {"city": one.city, "score": score}, "-last_contacted"


def _owner_city(one: Account, rng: random.Random) -> tuple[Filter, str]:
    return {"owner": one.owner, "city": one.city}, "name"


def _tag_value(one: Account, rng: random.Random) -> tuple[Filter, str]:
    value = {"gte": rng.choice((1_000, 3_000, 10_000))}
    return {"tags": rng.choice(one.tags or ["tag-01"]), "value": value}, "-score"


KINDS: dict[str, Callable[[Account, random.Random], tuple[Filter, str]]] = {
    "stage, industry; by value": _stage_industry,
    "city, score; by last contact": _city_score,
    "owner, city; by name": _owner_city,
    "tag, value; by score": _tag_value,
}


def searches(stock: Stock, kind: str, seed: int = 5) -> list[Call]:
    """Pages of 25 of what meets two filters, sorted."""
    rng = random.Random(seed)
    made: list[Call] = []
    for _ in range(MANY):
        filters, sort = KINDS[kind](rng.choice(stock.sample)[1], rng)
        said = {"object": OBJECT, "filter": filters, "sort": sort, "limit": 25}
        made.append(("search_records", said))
    return made


def mixed(stock: Stock) -> list[Call]:
    """Searches of every kind, in turn."""
    return [
        each for group in zip(*(searches(stock, k) for k in KINDS), strict=True) for each in group
    ]


def bodies(calls: list[Call]) -> list[str]:
    """As MCP clients send them."""
    return [
        json.dumps(
            {
                "jsonrpc": "2.0",
                "id": number,
                "method": "tools/call",
                "params": {"name": name, "arguments": said},
            }
        )
        for number, (name, said) in enumerate(calls)
    ]
