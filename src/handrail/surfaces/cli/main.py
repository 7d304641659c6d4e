"""`handrail`: the commands there are, and how a command ends."""

import os
import sys
from collections.abc import Sequence

import typer

from handrail.core.errors import HandrailError, Internal, Unavailable
from handrail.settings import WrongSetting
from handrail.surfaces.cli import (
    bridge,
    calls,
    connect,
    demonstrate,
    doctor,
    export,
    imports,
    init,
    keys,
    members,
    migrate,
    serve,
    version,
    worker,
    workspaces,
)
from handrail.surfaces.cli.voice import fail

app = typer.Typer(
    name="handrail",
    help="Handrail: a CRM that AI agents and people run together.",
    epilog="Begin with: handrail init --data ./acme --demo, then handrail serve --data ./acme",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback()(version.asked)
app.command("init")(init.init)
app.command("serve")(serve.serve)
app.command("worker")(worker.worker)
app.command("demo")(demonstrate.demo)
app.command("connect")(connect.connect)
app.command("import")(imports.import_)
app.command("export")(export.export)
app.add_typer(calls.app, name="calls")
app.add_typer(keys.app, name="keys")
app.add_typer(members.app, name="members")
app.add_typer(workspaces.app, name="workspaces")
app.command("bridge", hidden=True)(bridge.bridge)
app.command("doctor")(doctor.doctor)
app.command("migrate")(migrate.migrate)
app.command("version")(version.version)

FAILED, INTERRUPTED = 1, 130
UNEXPECTED = "This ought not to happen. HANDRAIL_LOG_LEVEL=debug shows where it did."


def main(arguments: Sequence[str] | None = None) -> None:
    """Exit 0 when it is done, 1 when it was refused, 2 when it was asked wrongly."""
    try:
        app(args=None if arguments is None else list(arguments))
    except HandrailError as error:
        fail(error)
        sys.exit(FAILED)
    except WrongSetting as error:
        fail(HandrailError(str(error), hint="Change the variable, or unset it."))
        sys.exit(FAILED)
    except (PermissionError, FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        fail(_environment(error))
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # whoever read our output has gone; its last flush would only complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except Exception as error:
        if os.environ.get("HANDRAIL_LOG_LEVEL") == "debug":
            raise
        fail(Internal(f"{type(error).__name__}: {error}", hint=UNEXPECTED))
        sys.exit(FAILED)


def _environment(error: OSError) -> HandrailError:
    """What is no fault of ours: a path that is not there, or not to be written."""
    what = error.strerror or str(error)
    said = f"{error.filename}: {what}." if error.filename else f"{what}."
    return Unavailable(said, hint="Check the path and who may write there, or choose another.")


if __name__ == "__main__":
    main()
