"""The command ``eventpact``: one module a command, each of which parses, calls, reports and exits."""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module

import typer

from eventpact.errors import EventpactError, ExitCode

#: The commands in the order of ``--help``; each is the function ``command`` of the module of that name.
COMMANDS = ("lint", "validate", "generate", "agree", "test", "replay", "serve", "tenant", "vendor", "diff", "release")

app = typer.Typer(
    name="eventpact",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="One schema of events, and everything that follows from it: models, contract tests, a receiver.",
    epilog="Exit codes: 0 good; 1 something was found; 2 wrong call or unusable input; 3 the target was not testable",
)


def _version(asked: bool) -> None:
    if asked:
        from eventpact import __version__

        typer.echo(f"eventpact {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    pass


def register(words: list[str]) -> None:
    """Import the command that *words* name, or all of them where they name none: each start pays for one alone."""
    named = next((word for word in words if not word.startswith("-")), None)
    for name in (named,) if named in COMMANDS else COMMANDS:
        module = import_module(f"eventpact.cli.{name}")
        if hasattr(module, "commands"):
            app.add_typer(module.commands, name=name)
        else:
            app.command(name)(module.command)


def main() -> None:
    """Run the command line and exit; what stops a command becomes one message on stderr and its exit code."""
    register(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that can't show a character is no reason to stop
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except EventpactError as error:
        print(f"eventpact: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # `eventpact … | head` is fine
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.GOOD)
    except KeyboardInterrupt:
        sys.exit(130)
