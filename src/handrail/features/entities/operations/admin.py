"""Tools for one's own profile, the users, the company and the roles."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from handrail.context import Context
from handrail.core.clock import iso
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, Result
from handrail.features.entities import shown
from handrail.features.entities.actions import people
from handrail.features.entities.model import Currency, words
from handrail.features.entities.operations.shared import AGAIN, READ, READS, TOOL, WRITE
from handrail.features.entities.rules.countries import COUNTRIES
from handrail.features.workspaces.actions import company
from handrail.features.workspaces.model import Company as Kept

ADDRESS = re.compile(r"https?://[^\s]+", re.IGNORECASE)


def _country(said: str) -> str:
    if said not in COUNTRIES:
        raise ValueError("country must be a lower-case ISO 3166 alpha-2 code, such as de")
    return said


def _address(said: str) -> str:
    if said and not ADDRESS.fullmatch(said):
        raise ValueError("avatarUrl must be a web address, empty or null")
    return said


Country = Annotated[
    str,
    Field(description="Lower-case ISO 3166 alpha-2, such as de.", max_length=10),
    AfterValidator(_country),
]
Line = Annotated[str, Field(max_length=200)]


class Nothing(Params):
    pass


class Me(Result):
    id: str
    email: str
    firstName: str
    lastName: str
    status: Literal["active", "inactive"]
    country: str | None
    avatarUrl: str | None
    createdAt: str
    updatedAt: str


@operation("POST /tools/get_current_user", effect=Effect.READ, scope=READ, doors=TOOL, hints=READS)
async def get_current_user(ctx: Context, params: Nothing) -> Me:
    """Your own profile: the user this key belongs to."""
    return Me(**await people.me(ctx))


class UpdateMyProfile(Params):
    firstName: Annotated[str, Field(min_length=1, max_length=100)]
    lastName: Annotated[str, Field(max_length=100)]
    country: Country
    avatarUrl: (
        Annotated[
            str,
            Field(description='A web address; "" or null clears.', max_length=1000),
            AfterValidator(_address),
        ]
        | None
    ) = None


@operation(
    "POST /tools/update_my_profile", effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN
)
async def update_my_profile(ctx: Context, params: UpdateMyProfile) -> Me:
    """Set your own name, country and picture; an avatarUrl you leave out stays."""
    avatar = params.avatarUrl or None
    if "avatarUrl" not in params.model_fields_set:
        known = (await company.profiles(ctx)).get(ctx.actor.member_id)
        avatar = known.avatar_url if known else None
    await company.update_own(ctx, params.firstName, params.lastName, params.country, avatar)
    return Me(**await people.me(ctx))


class UserNamed(Result):
    id: str
    firstName: str
    lastName: str


class UserList(Result):
    items: list[UserNamed]
    total: int


@operation("POST /tools/list_users", effect=Effect.READ, scope=READ, doors=TOOL, hints=READS)
async def list_users(ctx: Context, params: Nothing) -> UserList:
    """The active users of the company; their ids go into userIds."""
    known = await people.profiles(ctx)
    found: list[UserNamed] = []
    for each in await people.active(ctx):
        first, last = shown.member_names(each, known.get(each.id))
        found.append(UserNamed(id=each.id, firstName=first, lastName=last))
    return UserList(items=found, total=len(found))


class Company(Result):
    id: str
    name: str
    street: str
    city: str
    postalCode: str
    country: str | None
    currency: str
    createdAt: str
    updatedAt: str


def _company(kept: Kept) -> Company:
    return Company(
        id=kept.id,
        name=kept.name,
        street=kept.street,
        city=kept.city,
        postalCode=kept.postal_code,
        country=kept.country,
        currency=kept.currency,
        createdAt=iso(kept.created_at),
        updatedAt=iso(kept.updated_at),
    )


@operation("POST /tools/get_company", effect=Effect.READ, scope=READ, doors=TOOL, hints=READS)
async def get_company(ctx: Context, params: Nothing) -> Company:
    """The company: its name, address and currency."""
    return _company(await company.get_company(ctx))


class UpdateCompany(Params):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    street: Line
    city: Line
    postalCode: Line
    country: Country
    currency: Annotated[Currency, Field(description=f"One of: {words(Currency)}.")] | None = None


@operation(
    "POST /tools/update_company",
    effect=Effect.UPDATE,
    scope=WRITE,
    doors=TOOL,
    hints=AGAIN,
    role="admin",
    needs="workspace.update",
)
async def update_company(ctx: Context, params: UpdateCompany) -> Company:
    """Set the whole of the company: pass every field, get_company shows what is there."""
    made = await company.update_company(
        ctx,
        params.name,
        params.street,
        params.city,
        params.postalCode,
        params.country,
        params.currency,
    )
    return _company(made)


class Permission(Result):
    id: str
    resource: str
    action: str


class Role(Result):
    id: str
    name: str
    description: str
    isSystemRole: bool
    permissions: list[Permission]


class RoleList(Result):
    items: list[Role]
    total: int


@operation("POST /tools/list_roles", effect=Effect.READ, scope=READ, doors=TOOL, hints=READS)
async def list_roles(ctx: Context, params: Nothing) -> RoleList:
    """Roles and what each may do: a resource and an action (create, readOwn, readAll, update,
    delete)."""
    found = [Role(**each) for each in await people.roles(ctx)]
    return RoleList(items=found, total=len(found))
