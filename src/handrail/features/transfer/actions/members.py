"""Members from a file, with the teams they are in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from handrail.context import Context
from handrail.core.actor import Role
from handrail.core.errors import HandrailError, Invalid
from handrail.features.transfer.formats.base import is_blank
from handrail.features.transfer.model import ColumnSeen, Problem, Report, Table, Wish
from handrail.features.transfer.rules.columns import no_column, squeezed
from handrail.features.transfer.rules.survey import Column, cell_of, words
from handrail.features.workspaces.actions import members, teams
from handrail.features.workspaces.model import Member, Team

FIELDS = ("name", "email", "role", "team", "manager", "region")
CALLED = {
    "name": ("name", "fullname", "member", "agent", "salesagent", "rep", "salesrep", "user"),
    "email": ("email", "mail", "emailaddress"),
    "role": ("role",),
    "team": ("team", "teamname", "group"),
    "manager": ("manager", "managername", "salesmanager", "teamlead", "lead"),
    "region": ("region", "office", "regionaloffice", "territory"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What one row says of a person; None where it says nothing."""

    number: int
    values: Mapping[str, str | None]

    def __getitem__(self, field: str) -> str | None:
        return self.values.get(field)


async def take(ctx: Context, wish: Wish, columns: Sequence[Column], table: Table) -> Report:
    """Add and change members by name (or by email), and add their teams; all in this call.

    A person is found by email where the row has one that is known, else by name. A team is found
    by its name; without one, everybody under the same manager is a team.
    """
    places = _places(columns, wish)
    said = [_said(number, cells, places) for number, cells in table.rows()]
    doing = _Doing(await members.list_members(ctx.db), await teams.list_teams(ctx.db))
    doing.remarks += table.remarks
    for row in said:
        try:
            await doing.take(ctx, row)
        except HandrailError as error:
            doing.blame(row, None, row["name"], error.message.rstrip("."), fails_row=True)
            doing.failed += 1
    return _report(columns, places, doing, len(said), wish)


def _places(columns: Sequence[Column], wish: Wish) -> dict[str, int]:
    """Field → column: as said, then by what it is called; the name is else the first column."""
    names = [each.name for each in columns]
    by_name = {squeezed(name): place for place, name in enumerate(names)}
    places: dict[str, int] = {}
    out: set[int] = set()
    for column, field in wish.map.items():
        if (place := by_name.get(squeezed(column))) is None:
            raise no_column(column, names, "map")
        if field in {"", "-"}:
            out.add(place)
        elif field not in FIELDS:
            raise Invalid(f"Members have no {field!r}.", field="map", allowed=FIELDS,
                          hint=f"Use one of {', '.join(FIELDS)}.")  # fmt: skip
        else:
            places[field] = place
    for field, called in CALLED.items():
        taken = {*places.values(), *out}
        found = [by_name[name] for name in called if by_name.get(name, -1) not in {-1, *taken}]
        if field not in places and found:
            places[field] = found[0]
    free = [p for p in range(len(columns)) if p not in {*places.values(), *out}]
    if "name" not in places:
        if not free:
            raise Invalid("No column is the members' name.", field="map",
                          hint="Say which: --map COLUMN=name.")  # fmt: skip
        places["name"] = free[0]
    return places


def _said(number: int, cells: Sequence[Any], places: Mapping[str, int]) -> Said:
    found = {field: cell_of(cells, place) for field, place in places.items()}
    return Said(
        number,
        {f: None if is_blank(cell) else " ".join(words(cell).split()) for f, cell in found.items()},
    )


class _Doing:
    def __init__(self, everyone: list[Member], every_team: list[Team]) -> None:
        self.everyone = everyone
        self.teams = {team.name.casefold(): team for team in every_team}
        self.created = self.updated = self.unchanged = self.failed = 0
        self.problems: list[Problem] = []
        self.remarks: list[str] = []
        self.new_teams = 0

    def blame(
        self,
        row: Said,
        column: str | None,
        value: str | None,
        problem: str,
        *,
        fails_row: bool = False,
    ) -> None:
        told = Problem(row=row.number, column=column, value=value, problem=problem,
                       suggestion=None, fails_row=fails_row)  # fmt: skip
        self.problems.append(told)

    async def take(self, ctx: Context, row: Said) -> None:
        name = row["name"]
        if name is None:
            raise Invalid("the row has no name")
        known = self._known(row, name)
        role = self._role(row)
        team = await self._team(ctx, row)
        wanted = {"email": row["email"], "role": role, "team_id": team.id if team else None}
        if known is None:
            made = await members.add_member(
                ctx, name, email=row["email"], role=role or "rep", team_id=wanted["team_id"]
            )
            self.everyone.append(made)
            self.created += 1
            return
        said = {field: value for field, value in wanted.items() if value is not None}
        changed = await members.update_member(ctx, known.id, said) if said else known
        self.everyone[self.everyone.index(known)] = changed
        self.updated += changed != known
        self.unchanged += changed == known

    def _known(self, row: Said, name: str) -> Member | None:
        email = (row["email"] or "").casefold()
        by_email = [each for each in self.everyone if email and each.email == email]
        named = [each for each in self.everyone if each.name.casefold() == name.casefold()]
        if by_email:
            return by_email[0]
        if len(named) > 1:
            raise Invalid(f"{len(named)} members are called {name!r}")
        return named[0] if named and not (email and named[0].email) else None

    def _role(self, row: Said) -> Role | None:
        said = (row["role"] or "").casefold()
        if not said:
            return None
        found = next((role for role in get_args(Role) if role == said), None)
        if found is None:
            self.blame(row, "role", row["role"], f"a role is {', '.join(get_args(Role))}")
        return found

    async def _team(self, ctx: Context, row: Said) -> Team | None:
        name = row["team"] or (f"Team {row['manager']}" if row["manager"] else row["region"])
        if name is None:
            return None
        if (known := self.teams.get(name.casefold())) is None:
            known = await teams.add_team(
                ctx, name, manager_name=row["manager"], region=row["region"]
            )
            self.teams[name.casefold()] = known
            self.new_teams += 1
        elif row["region"] and known.region and row["region"] != known.region:
            self.blame(row, "region", row["region"], f"{known.name} is in {known.region}")
        return known


def _report(
    columns: Sequence[Column], places: Mapping[str, int], doing: _Doing, rows: int, wish: Wish
) -> Report:
    field_at = {place: field for field, place in places.items()}
    seen = [
        ColumnSeen(
            column=each.name,
            attribute=field_at.get(each.place),
            type=None,
            how="by name" if each.place in field_at else "left out: members have no such field",
        )
        for each in columns
    ]
    if doing.new_teams:
        doing.remarks.append(f"{doing.new_teams} teams were added.")
    return Report(
        object=wish.object,
        rows=rows,
        created=doing.created,
        updated=doing.updated,
        unchanged=doing.unchanged,
        failed=doing.failed,
        columns=seen,
        attributes_created=[],
        options_created=[],
        problems=doing.problems,
        problems_total=len(doing.problems),
        remarks=doing.remarks,
        dry_run=wish.dry_run,
    )
