"""Numbers that a formula makes of many records, kept with each: a few statements for all."""

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.features.records.formula import Formula
from handrail.features.records.model import Attribute, Object
from handrail.features.records.store.search.formulas import value
from handrail.features.records.store.search.sorting import SortKey, kept
from handrail.features.records.store.search.spelling import Spelling
from handrail.features.records.tables import EMPTY_NUMBER
from handrail.storage.database import Db

BESIDE = "insert into record_value (workspace_id, attribute_no, record_id, position, n)"
OVER = "on conflict (workspace_id, attribute_no, record_id, position) do update set n = excluded.n"
FIRST = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Swept:
    """A record that is to change: from its `version`, and from None where it had no number."""

    record_id: str
    version: int
    before: int | float | None
    after: int | float


@dataclass(frozen=True, slots=True)
class Stretch:
    """Records looked at, by id: how many, the last of them, and those that are to change."""

    seen: int
    last: str
    differing: list[Swept]


async def look(
    db: Db, owner: Object, attribute: Attribute, formula: Formula, after: str, many: int
) -> Stretch:
    """What a formula makes of the next `many` records of an object by id, where it is another
    number than they have."""
    sql = Spelling(db)
    made = value(sql, formula, "number")
    # SQLite is told to walk the primary key; PostgreSQL sees by itself whether that is shorter
    alike = sql.opaque("x.object_no", text=False) if sql.sqlite else "x.object_no"
    held = kept(sql, SortKey(attribute, False))
    text = (
        f"select c.id, r.version, c.held, c.made from (select x.id as id,"
        f" {held} as held, {made} as made from record_ix x"
        f" where x.workspace_id = {sql.workspace} and x.id > {sql.key(after)}"
        f" and {alike} = {owner.no} order by x.id limit {int(many)}) c"
        f" left join record r on r.workspace_id = {sql.workspace} and r.id = c.id"
        f" and c.made <> c.held order by c.id"
    )
    rows = await db.select(text, sql.params)
    return Stretch(
        len(rows),
        db.identifier(rows[-1][0]) if rows else after,
        [
            Swept(db.identifier(row[0]), row[1], _number(row[2]), _number(row[3]) or 0)
            for row in rows
            if row[1] is not None
        ],
    )


def _number(said: float) -> int | float | None:
    """As records keep it: a whole one without a decimal point."""
    if said == EMPTY_NUMBER:
        return None
    return int(said) if said == int(said) else said


async def keep(db: Db, attribute: Attribute, swept: Sequence[Swept]) -> list[Swept]:
    """Write the numbers, in the projection and in the truth, which gets another version; those
    that were written. A record that somebody has changed meanwhile is passed over."""
    if not swept:
        return []
    if db.dialect == "sqlite":  # one writes at a time: nobody has
        await _keep_in_sqlite(db, attribute, swept)
        return list(swept)
    kept = await _kept_in_postgres(db, attribute, swept)
    return [each for each in swept if each.record_id in kept]


async def _keep_in_sqlite(db: Db, attribute: Attribute, swept: Sequence[Swept]) -> None:
    rows = [(each.after, db.workspace, db.key(each.record_id)) for each in swept]
    if attribute.slot is not None:
        found = f"update record_ix set {attribute.slot} = ?1 where workspace_id = ?2 and id = ?3"
    else:
        found = f"{BESIDE} values (?2, {attribute.no}, ?3, 0, ?1) {OVER}"
    numbers = [(float(after), workspace, key) for after, workspace, key in rows]
    await db.execute_many(found, numbers)
    await db.execute_many(
        f"""update record set version = version + 1,
        "values" = json_set("values", '$."{attribute.slug}"', ?1)
        where workspace_id = ?2 and id = ?3""",
        rows,
    )


async def _kept_in_postgres(db: Db, attribute: Attribute, swept: Sequence[Swept]) -> set[str]:
    if attribute.slot is not None:
        found = f"""update record_ix x set {attribute.slot} = kept.made from kept
        where x.workspace_id = $1 and x.id = kept.id returning x.id"""
    else:
        found = f"""{BESIDE} select $1, {attribute.no}, kept.id, 0, kept.made from kept
        {OVER} returning record_id"""
    text = f"""with kept as (update record r set version = r.version + 1,
        "values" = jsonb_set(r."values"::jsonb, '{{{attribute.slug}}}', to_jsonb(c.made))::json
        from unnest($2::uuid[], $3::double precision[], $4::integer[]) as c(id, made, version)
        where r.workspace_id = $1 and r.id = c.id and r.version = c.version
        returning c.id as id, c.made as made)
    {found}"""
    params = [
        db.workspace,
        [each.record_id for each in swept],
        [float(each.after) for each in swept],
        [each.version for each in swept],
    ]
    return {db.identifier(row[0]) for row in await db.select(text, params)}
