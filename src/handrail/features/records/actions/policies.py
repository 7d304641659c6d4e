"""Checking a policy against the schema, before a role, a grant or a key is given it."""

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence

from handrail.context import Context
from handrail.core.errors import Invalid
from handrail.core.policy import ANY
from handrail.core.policy_said import ObjectPolicySaid, PolicySaid
from handrail.features.records.actions import sight
from handrail.features.records.model import BESIDE, Object, Schema
from handrail.features.records.rules.filters import Reader
from handrail.features.workspaces.actions import teams


async def checked(ctx: Context, said: PolicySaid) -> PolicySaid:
    """The policy as it was said. Invalid names the part that means nothing here: an unknown
    object, attribute, member or team, or a filter that cannot be read.

    It is read as the caller sees the schema: who may not see an attribute names none of it.
    """
    schema = await sight.of(ctx)
    live = {each.slug: each for each in schema.objects if not each.is_archived}
    known_teams = {each.id: each.name for each in await teams.list_teams(ctx.db)}
    members = {each.id: each.name for each in schema.members}
    for slug, policy in said.objects.items():
        field = f"objects.{slug}"
        if slug != ANY and slug not in live:
            raise _unknown(f"There is no object {slug!r}.", field, slug, [*live, ANY])
        meant = [live[slug]] if slug != ANY else _others(live, said.objects)
        _check_fields(meant, policy, field)
        _check_ids(policy.members, members, "member", f"{field}.members")
        _check_ids(policy.teams, known_teams, "team", f"{field}.teams")
        if policy.filter is not None:
            for owner in meant:
                _check_filter(ctx, owner, schema, policy, f"{field}.filter")
    return said


def _others(live: Mapping[str, Object], named: Collection[str]) -> list[Object]:
    return [each for slug, each in live.items() if slug not in named]


def _check_fields(owners: Sequence[Object], policy: ObjectPolicySaid, field: str) -> None:
    """Under `*` a slug is an attribute of at least one of the objects that it stands for."""
    slugs = dict.fromkeys(each.slug for owner in owners for each in owner.live)
    slugs |= dict.fromkeys(word for owner in owners for word in BESIDE.get(owner.slug, ()))
    for slug in policy.fields:
        if slug not in slugs:
            whose = owners[0].plural_noun if len(owners) == 1 else "These objects"
            raise _unknown(
                f"{whose} have no attribute {slug!r}.", f"{field}.fields.{slug}", slug, slugs
            )


def _check_ids(said: Iterable[str] | None, known: Mapping[str, str], noun: str, field: str) -> None:
    for each in said or ():
        if each not in known:
            near = difflib.get_close_matches(each.casefold(), map(str.casefold, known.values()), 1)
            meant = next((i for i, n in known.items() if near and n.casefold() == near[0]), None)
            raise Invalid(
                f"No {noun} has the id {each[:80]!r}.",
                field=field,
                allowed=list(known)[:100],
                did_you_mean=meant,
                hint=f"Send {noun} ids: list_{noun}s names them.",
            )


def _check_filter(
    ctx: Context, owner: Object, schema: Schema, policy: ObjectPolicySaid, field: str
) -> None:
    try:
        Reader(owner, schema, ctx.now, ctx.actor.member_id).read(policy.filter)
    except Invalid as error:
        raise Invalid(
            f"{owner.plural_noun}: {error.message}",
            field=field,
            hint=error.hint,
            allowed=error.allowed,
            did_you_mean=error.did_you_mean,
        ) from error


def _unknown(message: str, field: str, said: str, known: Iterable[str]) -> Invalid:
    there = list(known)
    near = difflib.get_close_matches(said, there, 1, 0.6)
    return Invalid(message, field=field, allowed=there, did_you_mean=near[0] if near else None)
