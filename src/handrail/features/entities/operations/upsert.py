"""Tools that create and update, two for each entity."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params
from handrail.features.entities.actions import reading, writing
from handrail.features.entities.model import (
    CONTACT,
    DEAL,
    MOST,
    ORGANIZATION,
    SERVICE,
    TASK,
    Kind,
)
from handrail.features.entities.operations.shared import AGAIN, TOOL, WRITE, WRITES, plural
from handrail.features.entities.said import (
    ContactUpdate,
    DealUpdate,
    NewContact,
    NewDeal,
    NewOrganization,
    NewService,
    NewTask,
    OrganizationUpdate,
    Said,
    ServiceUpdate,
    TaskUpdate,
)
from handrail.features.entities.seen import Done, Items, Named

SOME = Field(min_length=1, max_length=MOST)


async def _created(ctx: Context, kind: Kind, said: Sequence[Said]) -> Items:
    ids = await writing.create(ctx, kind, said)
    names = await reading.names(ctx, kind, ids)
    return Items(items=[Named(id=each, name=names.get(each, "")) for each in ids])


async def _updated(ctx: Context, kind: Kind, said: Sequence[Said]) -> Done:
    await writing.update(ctx, kind, [each.given() for each in said])
    return Done(message=f"Updated {plural(len(said), kind.name)}")


class CreateContacts(Params):
    contacts: Annotated[list[NewContact], SOME]


class UpdateContacts(Params):
    contacts: Annotated[list[ContactUpdate], SOME]


class CreateOrganizations(Params):
    organizations: Annotated[list[NewOrganization], SOME]


class UpdateOrganizations(Params):
    organizations: Annotated[list[OrganizationUpdate], SOME]


class CreateDeals(Params):
    deals: Annotated[list[NewDeal], SOME]


class UpdateDeals(Params):
    deals: Annotated[list[DealUpdate], SOME]


class CreateServices(Params):
    services: Annotated[list[NewService], SOME]


class UpdateServices(Params):
    services: Annotated[list[ServiceUpdate], SOME]


class CreateTasks(Params):
    tasks: Annotated[list[NewTask], SOME]


class UpdateTasks(Params):
    tasks: Annotated[list[TaskUpdate], SOME]


@operation(
    "POST /tools/create_contacts", effect=Effect.CREATE, scope=WRITE, doors=TOOL, hints=WRITES
)
async def create_contacts(ctx: Context, params: CreateContacts) -> Items:
    """Create 1 to 100 contacts, all or none; relation arrays hold ids that exist."""
    return await _created(ctx, CONTACT, params.contacts)


@operation(
    "POST /tools/update_contacts", effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN
)
async def update_contacts(ctx: Context, params: UpdateContacts) -> Done:
    """Change 1 to 100 contacts, all or none; what you leave out stays.

    WARNING: organizationIds, userIds, dealIds and customFieldValues REPLACE what is there.
    Never pass null for them; [] clears. To add or remove single links use link_entities /
    unlink_entities, for single columns update_entity_custom_fields.
    """
    return await _updated(ctx, CONTACT, params.contacts)


@operation(
    "POST /tools/create_organizations", effect=Effect.CREATE, scope=WRITE, doors=TOOL, hints=WRITES
)
async def create_organizations(ctx: Context, params: CreateOrganizations) -> Items:
    """Create 1 to 100 organizations, all or none; relation arrays hold ids that exist."""
    return await _created(ctx, ORGANIZATION, params.organizations)


@operation(
    "POST /tools/update_organizations", effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN
)
async def update_organizations(ctx: Context, params: UpdateOrganizations) -> Done:
    """Change 1 to 100 organizations, all or none; what you leave out stays.

    WARNING: contactIds, userIds, dealIds and customFieldValues REPLACE what is there. Never pass
    null for them; [] clears. To add or remove single links use link_entities / unlink_entities,
    for single columns update_entity_custom_fields.
    """
    return await _updated(ctx, ORGANIZATION, params.organizations)


@operation("POST /tools/create_deals", effect=Effect.CREATE, scope=WRITE, doors=TOOL, hints=WRITES)
async def create_deals(ctx: Context, params: CreateDeals) -> Items:
    """Create 1 to 100 deals, all or none; totalValue is the sum of service amount x quantity."""
    return await _created(ctx, DEAL, params.deals)


@operation(
    "POST /tools/update_deals",
    effect=Effect.UPDATE,
    scope=WRITE,
    doors=TOOL,
    hints=AGAIN,
    also=("update_deal",),
)
async def update_deals(ctx: Context, params: UpdateDeals) -> Done:
    """Change 1 to 100 deals, all or none; what you leave out stays.

    WARNING: organizationIds, userIds, contactIds, services (with quantities) and
    customFieldValues REPLACE what is there. Never pass null for them; [] clears. To add or remove
    single links use link_entities / unlink_entities, for single columns
    update_entity_custom_fields.
    """
    return await _updated(ctx, DEAL, params.deals)


@operation(
    "POST /tools/create_services", effect=Effect.CREATE, scope=WRITE, doors=TOOL, hints=WRITES
)
async def create_services(ctx: Context, params: CreateServices) -> Items:
    """Create 1 to 100 services, all or none; amount is the price of one."""
    return await _created(ctx, SERVICE, params.services)


@operation(
    "POST /tools/update_services", effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN
)
async def update_services(ctx: Context, params: UpdateServices) -> Done:
    """Change 1 to 100 services, all or none; what you leave out stays.

    WARNING: userIds, dealIds and customFieldValues REPLACE what is there. Never pass null for
    them; [] clears. To add or remove single links use link_entities / unlink_entities, for single
    columns update_entity_custom_fields.
    """
    return await _updated(ctx, SERVICE, params.services)


@operation("POST /tools/create_tasks", effect=Effect.CREATE, scope=WRITE, doors=TOOL, hints=WRITES)
async def create_tasks(ctx: Context, params: CreateTasks) -> Items:
    """Create 1 to 100 tasks, all or none."""
    return await _created(ctx, TASK, params.tasks)


@operation("POST /tools/update_tasks", effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN)
async def update_tasks(ctx: Context, params: UpdateTasks) -> Done:
    """Change 1 to 100 tasks, all or none; what you leave out stays.

    WARNING: userIds and customFieldValues REPLACE what is there. Never pass null for them; []
    clears. To add or remove single links use link_entities / unlink_entities, for single columns
    update_entity_custom_fields.
    """
    return await _updated(ctx, TASK, params.tasks)
