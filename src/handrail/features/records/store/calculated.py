"""Numbers that a formula makes of many records, kept with each: a few statements for all."""

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.features.records.formula import Formula
from handrail.features.records.model import Attribute, Object
from handrail.features.records.store.search.formulas import value
from handrail.features.records.store.search.spelling import Spelling
from handrail.features.records.tables import EMPTY_NUMBER
from handrail.storage.database import Db

FIRST = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Swept:
    """A record that is to change: from its `version`, and from None where it had no number."""

    record_id: str
    version: int
    before: int | float | None
    after: int | float


async def hold(db: Db, owner: Object, after: str, many: int) -> list[str]:
    """The next records of an object by id, held until this write has ended."""
    sql = Spelling(db)
    # by the primary key: said so that no index by the object alone is taken, and all of it sorted
    alike = sql.opaque("r.object_no", text=False)
    text = (
        f"select r.id from record r where r.workspace_id = {sql.workspace}"
        f" and r.id > {sql.key(after)} and {alike} = {owner.no} order by r.id limit {int(many)}"
    )
    if not sql.sqlite:
        text += " for no key update"
    return [db.identifier(row[0]) for row in await db.select(text, sql.params)]


async def differing(
    db: Db, owner: Object, attribute: Attribute, formula: Formula, ids: Sequence[str]
) -> list[Swept]:
    """Of the held records those whose number is to be another."""
    sql = Spelling(db)
    low, high = sql.key(ids[0]), sql.key(ids[-1])
    made = value(sql, formula, "number")
    text = (
        f"select c.id, r.version, c.held, c.made from (select x.id as id,"
        f" x.{attribute.slot} as held, {made} as made from record_ix x"
        f" where x.workspace_id = {sql.workspace}"
        f" and x.id >= {low} and x.id <= {high}"
        f" and {sql.opaque('x.object_no', text=False)} = {owner.no}) c"
        f" {sql.then()} record r on r.workspace_id = {sql.workspace} and r.id = c.id"
        f" where c.made <> c.held"
    )
    held = set(ids)
    found = ((db.identifier(row[0]), row) for row in await db.select(text, sql.params))
    return [
        Swept(record_id, row[1], _number(row[2]), _number(row[3]) or 0)
        for record_id, row in found
        if record_id in held
    ]


def _number(said: float) -> int | float | None:
    """As records keep it: a whole one without a decimal point."""
    if said == EMPTY_NUMBER:
        return None
    return int(said) if said == int(said) else said


async def keep(db: Db, attribute: Attribute, swept: Sequence[Swept]) -> None:
    """Write the numbers, in the projection and in the truth, which gets another version."""
    if not swept:
        return
    if db.dialect == "sqlite":
        await _keep_in_sqlite(db, attribute, swept)
    else:
        await _keep_in_postgres(db, attribute, swept)


async def _keep_in_sqlite(db: Db, attribute: Attribute, swept: Sequence[Swept]) -> None:
    rows = [(each.after, db.workspace, db.key(each.record_id)) for each in swept]
    await db.execute_many(
        f"update record_ix set {attribute.slot} = ?1 where workspace_id = ?2 and id = ?3",
        [(float(after), workspace, key) for after, workspace, key in rows],
    )
    await db.execute_many(
        f"""update record set version = version + 1,
        "values" = json_set("values", '$."{attribute.slug}"', ?1)
        where workspace_id = ?2 and id = ?3""",
        rows,
    )


async def _keep_in_postgres(db: Db, attribute: Attribute, swept: Sequence[Swept]) -> None:
    params = [
        db.workspace,
        [each.record_id for each in swept],
        [float(each.after) for each in swept],
    ]
    made = "unnest($2::uuid[], $3::double precision[]) as c(id, made)"
    await db.execute(
        f"update record_ix set {attribute.slot} = c.made from {made}"
        " where workspace_id = $1 and record_ix.id = c.id",
        params,
    )
    await db.execute(
        f"""update record set version = version + 1,
        "values" = jsonb_set("values"::jsonb, '{{{attribute.slug}}}', to_jsonb(c.made))::json
        from {made} where workspace_id = $1 and record.id = c.id""",
        params,
    )
