"""Reps and their teams, as calls show them: read once a call."""

from dataclasses import dataclass

from handrail.context import Context
from handrail.features.calls.model import Named
from handrail.features.workspaces.actions.members import list_members
from handrail.features.workspaces.actions.teams import list_teams
from handrail.features.workspaces.model import Member, Team

_MEMO = "calls.people"


@dataclass(frozen=True)
class People:
    members: dict[str, Member]
    teams: dict[str, Team]

    def rep(self, member_id: str | None) -> Named | None:
        member = self.members.get(member_id or "")
        return Named(id=member.id, name=member.name) if member else None

    def team(self, member_id: str | None) -> Named | None:
        member = self.members.get(member_id or "")
        team = self.teams.get(member.team_id or "") if member else None
        return Named(id=team.id, name=team.name) if team else None

    def asked(self, rep: str | None, team: str | None) -> tuple[str, ...] | None:
        """The members that are meant, None for everybody; who is unknown has no calls."""
        if rep is None and team is None:
            return None
        return tuple(
            each.id
            for each in self.members.values()
            if (rep is None or each.id == rep) and (team is None or each.team_id == team)
        )


async def of(ctx: Context) -> People:
    if (known := ctx.memo.get(_MEMO)) is None:
        members = {each.id: each for each in await list_members(ctx.db)}
        teams = {each.id: each for each in await list_teams(ctx.db)}
        known = ctx.memo[_MEMO] = People(members, teams)
    return known
