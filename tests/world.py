"""The named cast: Acme, where Ada owns, Ben sells and Cleo reads; Rival, where Rex is.

Each of them asks by calling: `await world.ben("update_record", object="deals", …)`. The answer is
the result as JSON; a refusal is raised as HandrailError.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from handrail import catalog
from handrail.context import Context
from handrail.core.actor import ALL_SCOPES, Actor, Scope, Via
from handrail.core.clock import now
from handrail.core.ids import new_id
from handrail.dispatch import Call, dispatch
from handrail.features.records.actions import definitions
from handrail.features.records.store import schema as schema_store
from handrail.features.workspaces import store as workspaces
from handrail.features.workspaces.actions import members
from handrail.features.workspaces.actions.founding import found
from handrail.storage.database import Database, Db

OPERATIONS = {each.name: each for each in catalog.operations()}
VIA = Via("test", "req-test", "pytest")
READ = frozenset({Scope.READ_DATA})
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Member:
    """Somebody who asks, with a connection of their own."""

    database: Database
    actor: Actor
    via: Via = VIA

    async def __call__(self, operation: str, **said: Any) -> dict[str, Any]:
        said = {name: value for name, value in said.items() if value is not None}
        result = await dispatch(
            Call(OPERATIONS[operation], said, await self.now(), self.via), self.database
        )
        return result.model_dump(mode="json")

    async def now(self) -> Actor:
        """The actor, with the schema version of this moment: as identity gives it on each call."""
        version = await self.database.read(self.actor.workspace, workspaces.schema_version)
        return replace(self.actor, schema_version=version)

    def narrowed(self, **changes: Any) -> "Member":
        """The same person through a narrower key."""
        return replace(
            self, actor=replace(self.actor, key_id=new_id(), key_name="agent", **changes)
        )


@dataclass
class World:
    database: Database
    ada: Member
    ben: Member
    cleo: Member
    rex: Member
    ids: Mapping[str, str] = field(default_factory=dict[str, str])

    def on(self, database: Database) -> "World":
        """The same people, asking another database that holds the same rows."""
        cast = {
            name: replace(getattr(self, name), database=database)
            for name in ("ada", "ben", "cleo", "rex")
        }
        return World(database, **cast, ids=self.ids)

    async def slot_of(self, object_slug: str, attribute_slug: str) -> str | None:
        """The column of the projection that an attribute has now."""
        actor = await self.ada.now()

        async def look(db: Db) -> str | None:
            schema = await schema_store.load(db, actor.schema_version)
            return schema.by_name[object_slug].by_name[attribute_slug].slot

        return await self.database.read(actor.workspace, look)

    async def without_slot(self, object_slug: str, attribute_slug: str) -> None:
        """Make an attribute stand beside the projection, as where an object has no slot left."""
        actor = await self.ada.now()

        async def move(db: Db) -> None:
            schema = await schema_store.load(db, actor.schema_version)
            attribute = schema.by_name[object_slug].by_name[attribute_slug]
            await schema_store.set_slot(db, attribute.no, None, None)
            await workspaces.bump_schema(db)

        await self.database.write(actor.workspace, move)


def actor(base: Actor, member: Any, scopes: frozenset[Scope] = ALL_SCOPES) -> Actor:
    """Another member of the same workspace."""
    return replace(
        base, member_id=member.id, member_name=member.name, role=member.role, scopes=scopes
    )


async def build(database: Database) -> World:
    """Both workspaces with their standard objects, and the cast in them."""
    ada = await found(
        database, "Acme", "acme", "ada@acme.test", "Ada Admin", PASSWORD, then=definitions.found
    )
    rex = await found(
        database, "Rival", "rival", "rex@rival.test", "Rex Rival", PASSWORD, then=definitions.found
    )

    async def join(db: Db) -> tuple[Any, Any]:
        ctx = Context(ada, VIA, db, now(), new_id())
        ben = await members.add_member(ctx, "Ben Seller", email="ben@acme.test")
        cleo = await members.add_member(ctx, "Cleo Reader", email="cleo@acme.test")
        return ben, cleo

    ben, cleo = await database.write(ada.workspace, join)
    return World(
        database,
        Member(database, ada),
        Member(database, actor(ada, ben)),
        Member(database, actor(ada, cleo, READ)),
        Member(database, rex),
        {"ada": ada.member_id, "ben": ben.id, "cleo": cleo.id, "rex": rex.member_id},
    )
