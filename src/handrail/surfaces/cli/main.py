"""`handrail`: the commands there are, and how a command ends."""

import sys
from collections.abc import Sequence

import typer

from handrail.core.errors import HandrailError
from handrail.settings import WrongSetting
from handrail.surfaces.cli import (
    connect,
    demo,
    doctor,
    export,
    imports,
    init,
    keys,
    migrate,
    serve,
    version,
)
from handrail.surfaces.cli.voice import fail

app = typer.Typer(
    name="handrail",
    help="Handrail: a CRM that AI agents and people run together.",
    epilog="Begin with: handrail init --data ./acme --demo, then handrail serve --data ./acme",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("init")(init.init)
app.command("serve")(serve.serve)
app.command("demo")(demo.demo)
app.command("connect")(connect.connect)
app.command("import")(imports.import_)
app.command("export")(export.export)
app.add_typer(keys.app, name="keys")
app.command("doctor")(doctor.doctor)
app.command("migrate")(migrate.migrate)
app.command("version")(version.version)

FAILED, INTERRUPTED = 1, 130


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
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
