"""`handrail members`: who there is, and a password for one of them."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handrail.core.errors import Invalid
from handrail.surfaces.cli.home import Home, at_home
from handrail.surfaces.cli.keys import the_member
from handrail.surfaces.cli.options import AsJson, Data, Workspace
from handrail.surfaces.cli.voice import answer

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(help="List the members, and let them sign in.", no_args_is_help=True)

Who = Annotated[str, typer.Argument(metavar="EMAIL", help="The member: email, name or id.")]
Password = Annotated[
    str | None,
    typer.Option(
        "--password",
        metavar="PASSWORD",
        help="Without it you are asked; or it is the first line of stdin.",
        show_default=False,
    ),
]


@app.command("list")
def list_(data: Data = None, workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List the members: email, role, and whether they are active.

    Example:

        handrail members list --data ./acme
    """
    from handrail.features.workspaces.actions.members import list_members

    async def work(home: Home) -> list[dict[str, Any]]:
        every = await home.database.read(home.actor.workspace, list_members)
        return [
            {"id": m.id, "name": m.name, "email": m.email, "role": m.role, "active": m.is_active}
            for m in every
        ]

    said = {"members": at_home(data, workspace, work)}
    answer(said, as_json=as_json, shown=lambda out: _show(out, said["members"]))


def _show(out: "Console", members: list[dict[str, Any]]) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table("Name", "Email", "Role", "Status", box=None)
    for each in members:
        status = "active" if each["active"] else "has left"
        table.add_row(escape(each["name"]), escape(each["email"] or "–"), each["role"], status)
    out.print(table)


@app.command("password")
def password(
    who: Who,
    data: Data = None,
    password: Password = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Give a member a password, a first one or a new one; their sessions end.

    Examples:

        handrail members password ada@acme.example --data ./acme

        pass show crm/ada | handrail members password ada@acme.example
    """

    async def find(home: Home) -> tuple[str, str]:
        member = await the_member(home, who)
        if not member.is_active or member.email is None:
            why = "has no email to sign in with" if member.is_active else "has left"
            raise Invalid(
                f"{member.name} {why}.",
                field="member",
                hint="update_member gives an email, and lets somebody in again.",
            )
        return member.id, member.email

    member_id, email = at_home(data, workspace, find)
    wanted = password if password is not None else _asked(email)

    async def work(home: Home) -> None:
        from handrail.features.access.actions.passwords import set_password

        await set_password(home.database, home.actor.workspace, member_id, wanted)

    at_home(data, workspace, work)
    said = {"member_id": member_id, "email": email, "changed": True}
    answer(said, as_json=as_json, shown=lambda out: out.print(f"{email} has a new password."))


def _asked(email: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    prompt = f"New password of {email}"
    return str(typer.prompt(prompt, hide_input=True, confirmation_prompt=True, err=True))
