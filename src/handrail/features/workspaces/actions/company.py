"""The company behind a workspace, and what members say of themselves."""

from dataclasses import asdict, replace

from handrail.context import Context
from handrail.core.event import differences
from handrail.features.workspaces import rules, store
from handrail.features.workspaces.actions import members, workspace
from handrail.features.workspaces.events import MemberUpdated, WorkspaceUpdated
from handrail.features.workspaces.model import Company, Profile
from handrail.features.workspaces.store import company as company_store
from handrail.features.workspaces.store import profiles as profile_store

TOLD = ("street", "city", "postal_code", "country", "currency")


async def get_company(ctx: Context) -> Company:
    return await company_store.get_company(ctx.db)


async def update_company(
    ctx: Context,
    name: str,
    street: str,
    city: str,
    postal_code: str,
    country: str,
    currency: str | None = None,
) -> Company:
    """Say the whole of it anew; a currency that is not said stays. Raises Invalid."""
    await store.bump_schema(ctx.db)  # whoever else changes the workspace waits
    await workspace.rename(ctx, name)
    old = await get_company(ctx)
    new = replace(
        old,
        street=street.strip(),
        city=city.strip(),
        postal_code=postal_code.strip(),
        country=country,
        currency=currency or old.currency,
    )
    if new == old:
        return old
    new = replace(new, updated_at=ctx.now)
    await company_store.set_company(ctx.db, new)
    was, now = ({name: getattr(each, name) for name in TOLD} for each in (old, new))
    before, after = differences(was, now)
    ctx.emit(WorkspaceUpdated(before=before, after=after))
    return new


async def profiles(ctx: Context) -> dict[str, Profile]:
    """By member id; who has said nothing has none."""
    return await profile_store.list_profiles(ctx.db)


async def update_own(
    ctx: Context,
    first_name: str,
    last_name: str,
    country: str | None,
    avatar_url: str | None,
) -> Profile:
    """Say one's own profile anew: one's name follows it. Raises Invalid."""
    await store.bump_schema(ctx.db)
    first, last = rules.named(first_name, "first name"), " ".join(last_name.split())
    await members.rename_self(ctx, f"{first} {last}".strip())
    me = ctx.actor.member_id
    said = Profile(me, first, last, country, avatar_url, ctx.now)
    old = (await profiles(ctx)).get(me)
    if old is not None and replace(old, updated_at=ctx.now) == said:
        return old
    await profile_store.set_profile(ctx.db, said)
    ctx.emit(
        MemberUpdated(
            object=members.OBJECT,
            record_id=me,
            before=_told(old) if old else {},
            after=_told(said),
        )
    )
    return said


def _told(profile: Profile) -> dict[str, object]:
    said = asdict(profile)
    return {name: said[name] for name in ("first_name", "last_name", "country", "avatar_url")}
