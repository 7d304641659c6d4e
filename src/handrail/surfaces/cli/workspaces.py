"""`handrail workspaces`: which there are, and which plan each has."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handrail.core.errors import Invalid
from handrail.settings import Settings
from handrail.surfaces.cli.home import Home, at_home, opened, settings_for
from handrail.surfaces.cli.options import AsJson, Data
from handrail.surfaces.cli.voice import answer

if TYPE_CHECKING:
    from rich.console import Console

    from handrail.core.entitlements import Plans

app = typer.Typer(help="List the workspaces, and give them plans.", no_args_is_help=True)

SELF_HOSTED = "self-hosted"
"""As core/entitlements.py has it; said again, so that --help need not load that."""
Slug = Annotated[str, typer.Argument(metavar="WORKSPACE", help="Its slug.")]
PlanName = Annotated[
    str, typer.Argument(metavar="PLAN", help=f"One of HANDRAIL_PLANS, or {SELF_HOSTED}.")
]
Except = Annotated[
    str | None,
    typer.Option(
        "--except",
        metavar="JSON",
        help="What is otherwise for this one: '{\"members\": 12}'.",
        show_default=False,
    ),
]


def plans_of(settings: Settings) -> "Plans":
    """The plans that are configured, in the variable itself or in the file it names."""
    from handrail.core.entitlements import plans_said

    said = settings.plans
    if not said:
        return {}
    if said.startswith("{"):
        return plans_said(said)
    try:
        return plans_said(Path(said).read_text(encoding="utf-8"))
    except OSError as error:
        raise Invalid(
            f"HANDRAIL_PLANS names {said}, which cannot be read: {error.strerror or error}.",
            field="HANDRAIL_PLANS",
            hint="Name a file of JSON, or write the JSON itself.",
        ) from error


@app.command("list")
def list_(data: Data = None, as_json: AsJson = False) -> None:
    """List the workspaces of this server: plan, and what it entitles to.

    Example:

        handrail workspaces list --data ./acme
    """
    import asyncio

    said = {"workspaces": asyncio.run(_list(settings_for(data)))}
    answer(said, as_json=as_json, shown=lambda out: _show(out, said["workspaces"]))


async def _list(settings: Settings) -> list[dict[str, Any]]:
    from handrail.features.workspaces.actions.plans import every_plan

    async with opened(settings) as database:
        return [
            {
                "slug": each.slug,
                "name": each.name,
                "plan": each.plan or SELF_HOSTED,
                "except": each.overrides,
                "entitlements": each.entitlements,
            }
            for each in await every_plan(database)
        ]


def _show(out: "Console", workspaces: list[dict[str, Any]]) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table("Slug", "Name", "Plan", "Limits", box=None)
    for each in workspaces:
        cells = (each["slug"], each["name"], each["plan"], limits(each["entitlements"]))
        table.add_row(*map(escape, cells))
    out.print(table)


def limits(entitlements: dict[str, Any] | None) -> str:
    """`no API access, 1000 leads, 100 at once`; `none` of who may do everything."""
    if entitlements is None:
        return "none"
    said = [] if entitlements["api_access"] else ["no API access"]
    said += [f"{most} {slug}" for slug, most in entitlements["records"].items()]
    said.append(f"{entitlements['batch']} at once")
    if entitlements["per_minute"] is not None:
        said.append(f"{entitlements['per_minute']} calls a minute")
    if entitlements["members"] is not None:
        said.append(f"{entitlements['members']} members")
    return ", ".join(said)


@app.command("plan")
def plan(
    workspace: Slug,
    plan: PlanName,
    data: Data = None,
    otherwise: Except = None,
    as_json: AsJson = False,
) -> None:
    """Give a workspace a plan; it holds from the next call on.

    HANDRAIL_PLANS holds the plans as JSON, or names a file that does. What a plan leaves out is
    not limited: {"team": {"records": {"leads": 1000}, "batch": 100, "per_minute": 30,
    "members": 5}, "web": {"api_access": false}}.

    Examples:

        handrail workspaces plan acme team --data ./acme

        handrail workspaces plan acme team --except '{"members": 12}'
    """
    settings = settings_for(data)
    plans, overrides = plans_of(settings), _overrides(otherwise)

    async def work(home: Home) -> dict[str, Any]:
        return await _give(home, plans, plan, overrides)

    done = at_home(data, workspace, work)
    said = f"{workspace} has the plan {plan}: {limits(done['entitlements'])}."
    answer(done, as_json=as_json, shown=lambda out: out.print(said, markup=False))


async def _give(
    home: Home, plans: "Plans", plan: str, overrides: dict[str, Any] | None
) -> dict[str, Any]:
    from handrail.context import Context
    from handrail.core.clock import now
    from handrail.features.workspaces.actions import plans as verbs
    from handrail.storage import journal
    from handrail.storage.database import Db

    async def work(db: Db) -> dict[str, Any] | None:
        ctx = Context(home.actor, home.via, db, now())
        whole = await verbs.set_plan(ctx, plans, plan, overrides)
        if ctx.events:
            change = journal.Change(ctx.change_id, ctx.now, ctx.actor, ctx.via, "set_plan")
            await journal.append(db, change, ctx.events)
        return whole

    whole = await home.database.write(home.actor.workspace, work)
    return {"workspace": home.actor.workspace_slug, "plan": plan, "entitlements": whole}


def _overrides(said: str | None) -> dict[str, Any] | None:
    import json

    if said is None:
        return None
    try:
        plain = json.loads(said)
    except ValueError as error:
        raise Invalid(f"--except is no JSON: {error}.", field="except") from error
    if not isinstance(plain, dict):
        raise Invalid("--except takes a JSON object.", field="except")
    return plain
