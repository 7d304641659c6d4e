"""Steps of the story made to happen: each a change of its own, at its moment, by its voice."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from handrail.context import Context
from handrail.core.actor import Actor, Via
from handrail.core.ids import new_id
from handrail.features.calls.actions import rubrics, scores, transcripts
from handrail.features.calls.operations.writing import CreateCallScore, CriterionSaid
from handrail.features.notes import actions as notes
from handrail.features.records.actions import records
from handrail.storage import journal
from handrail.storage.database import Database, Db
from handrail.surfaces.cli.demo import cast
from handrail.surfaces.cli.demo.cast import Voice
from handrail.surfaces.cli.demo.story import Ref, Seller, Step

AT_ONCE = 250
"""Steps that share a transaction: history need not be durable step by step."""
TOOLS = {
    "create": "create_record",
    "update": "update_record",
    "note": "create_note",
    "rubric": "create_rubric",
    "transcript": "update_call_transcript",
    "score": "create_call_score",
}
IMPORT = "import_records"
SCORER = "demo scorer"
AGENTS = {each.key: each for each in cast.AGENTS}


@dataclass(frozen=True, slots=True)
class Cast:
    """The admin as found() gave them, and the ids of members and of the agents' keys."""

    admin: Actor
    members: Mapping[str, str]
    agents: Mapping[str, str]

    def actor(self, voice: Voice) -> Actor:
        person = cast.BY_KEY[voice.member]
        actor = replace(
            self.admin,
            member_id=self.members[person.key],
            member_name=person.name,
            role=person.role,
        )
        if voice.agent is None:
            return actor
        key_id, name = self.agents[voice.agent], AGENTS[voice.agent].name
        return replace(actor, key_id=key_id, key_name=name)

    def via(self, voice: Voice) -> Via:
        client = AGENTS[voice.agent].client if voice.agent else None
        return Via(voice.surface, new_id(), client)


@dataclass(slots=True)
class Teller:
    database: Database
    cast: Cast
    ids: dict[str, str] = field(default_factory=dict[str, str])
    """Key of a record within the story → its id."""

    async def tell(self, steps: Sequence[Step], heard: Callable[[int, int], None]) -> None:
        done = 0
        for batch in _batches(steps):
            await self._write(batch)
            done += len(batch)
            heard(done, len(steps))

    async def _write(self, batch: Sequence[Step]) -> None:
        """One transaction. It may be begun again, so what it made is remembered at its end."""

        async def work(db: Db) -> dict[str, str]:
            made: dict[str, str] = {}
            for together in _changes(batch):
                made |= await self._change(db, together, {**self.ids, **made})
            return made

        self.ids |= await self.database.write(self.cast.admin.workspace, work)

    async def _change(
        self, db: Db, steps: Sequence[Step], ids: Mapping[str, str]
    ) -> dict[str, str]:
        """Steps of one moment and one voice, as one change; the records that it made."""
        first = steps[0]
        actor, via = self.cast.actor(first.by), self.cast.via(first.by)
        ctx = Context(actor, via, db, first.at, new_id())
        made = await self._act(ctx, steps, ids)
        tool = IMPORT if via.surface == "cli" else TOOLS[first.verb]
        change = journal.Change(ctx.change_id, ctx.now, actor, via, tool)
        await journal.append(db, change, ctx.events)
        return made

    async def _act(
        self, ctx: Context, steps: Sequence[Step], ids: Mapping[str, str]
    ) -> dict[str, str]:
        first = steps[0]
        match first.verb:
            case "create":
                said = [self._values(step.said, ids) for step in steps]
                new = await records.create_many(ctx, first.object, said)
                return dict(zip((step.key for step in steps), new, strict=True))
            case "update":
                values = self._values(first.said, ids)
                await records.update(ctx, first.object, ids[first.key], values)
            case "note":
                await notes.write(ctx, first.object, ids[first.key], first.said["content"])
            case "rubric":
                return {first.key: await _rubric(ctx, first.said)}
            case "transcript":
                await transcripts.attach(ctx, ids[first.key], first.said["text"])
            case "score":
                await _score(ctx, ids[first.key], first.said, ids)
        return {}

    def _values(self, said: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
        return {slug: self._value(value, ids) for slug, value in said.items()}

    def _value(self, value: Any, ids: Mapping[str, str]) -> Any:
        match value:
            case list():
                return [self._value(each, ids) for each in value]
            case Ref(key, data):
                return {"id": ids[key], **(data or {})}
            case Seller(key):
                return self.cast.members[key]
            case _:
                return value


async def _rubric(ctx: Context, said: Mapping[str, Any]) -> str:
    criteria = [
        CriterionSaid(name=name, weight=weight, guidance=guidance)
        for name, weight, guidance in said["criteria"]
    ]
    return (await rubrics.create(ctx, said["name"], said["type"], criteria)).id


async def _score(
    ctx: Context, call_id: str, said: Mapping[str, Any], ids: Mapping[str, str]
) -> None:
    found = {name: value for name, value in said.items() if name != "rubric"}
    params = CreateCallScore.model_validate(
        {**found, "callId": call_id, "rubricId": ids[said["rubric"]]}
    )
    await scores.record(ctx, call_id, params.rubricId, SCORER, params)


def _changes(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """New records of one kind that came at one stroke are one change; every other step is one."""
    for _, together in groupby(steps, _stroke):
        yield list(together)


def _stroke(step: Step) -> tuple[Any, ...]:
    own = None if step.verb == "create" else step
    return (step.at, step.by, step.verb, step.object, id(own) if own else 0)


def _batches(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """About AT_ONCE steps each; what came at one stroke stays together."""
    batch: list[Step] = []
    for change in _changes(steps):
        batch += change
        if len(batch) >= AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
