"""``eventpact replay``: send the requests of a report's findings again."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from eventpact.cli.keys import KEY_VARIABLE, SECOND_KEY_VARIABLE
from eventpact.cli.prefix import new_prefix
from eventpact.errors import EventpactError, ExitCode, TargetError
from eventpact.exchange import Answer, Key, Request
from eventpact.printable import escape, shorten
from eventpact.report.reading import Recorded, Stored, read_report

if TYPE_CHECKING:
    from eventpact.targets import HttpTarget

#: Uses of a key that need none at hand.
_KEYLESS = frozenset({Key.NONE, Key.EMPTY, Key.UNKNOWN})


def command(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="A JSON report of eventpact test; - for stdin.")],
    finding: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="The finding to show again; left out: all of them.")
    ] = None,
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", help="Where to send to, instead of where the report was made."),
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.05, max=600, help="Seconds to wait for an answer.")] = 10.0,
) -> None:
    """Send the smallest request of each finding of a report again, and say whether it shows again.

    Where it takes several requests, all of them are sent. The ids of the events are new. What no answer shows, as it is
    about what is recorded, is to be looked up there.

    The tenant's key is read from EVENTPACT_API_KEY, a second tenant's from EVENTPACT_SECOND_API_KEY; neither is ever
    printed. They are sent to the target alone: the one of the report only when that is this machine, else --url must
    name it. Exit code 0: nothing shows again; 1: something does; 3: no connection.
    """
    recorded = read_report(_read(report), report)
    chosen = _chosen(recorded, finding)
    address = _address(recorded, url)
    again = asyncio.run(_replay(recorded, chosen, address, timeout))
    print(f"{again} of {sum(finding.answered for finding in chosen)} findings shown again")
    raise typer.Exit(ExitCode.FOUND if again else ExitCode.GOOD)


def _read(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        hint = "Name a file that eventpact test --report json=FILE wrote."
        raise EventpactError(f"cannot be read ({error.strerror})", where=file, hint=hint) from None


def _chosen(recorded: Recorded, wanted: str | None) -> list[Stored]:
    """The findings to show again. Raises EventpactError where none has the id that is *wanted*."""
    if wanted is None:
        return list(recorded.findings)
    found = [finding for finding in recorded.findings if finding.id == wanted]
    if not found:
        ids = [finding.id for finding in recorded.findings]
        near = get_close_matches(wanted, ids, 1, 0.4)
        hint = f"Did you mean {near[0]}?" if near else "Its ids are in the report: findings[].id."
        raise EventpactError(f"the report has no finding {wanted}", hint=hint)
    return found


def _address(recorded: Recorded, url: str | None) -> str:
    """Where to send to. Raises EventpactError where only the report names it and it is not this machine."""
    from eventpact.targets import endpoint

    path = urlsplit(endpoint(recorded.target, "/")).path
    if url is not None:
        return endpoint(url, path)
    if not _is_here(urlsplit(recorded.target).hostname or ""):
        raise EventpactError(
            f"the report was made at {recorded.target}, which is not this machine",
            hint="A report may come from anywhere: confirm where requests and key may go with --url URL.",
        )
    return endpoint(recorded.target, path)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


async def _replay(recorded: Recorded, chosen: Iterable[Stored], url: str, timeout: float) -> int:
    """Send each of *chosen*, say what came of it, and return how many show again."""
    again = 0
    prefix = new_prefix()
    async for finding, answers in _exchanges(recorded, chosen, url, timeout, prefix):
        if not answers:
            print(f"not sent     {finding.id}: {_UNSENT if finding.steps else _SEVERAL}")
            continue
        shows = finding.answered and any(map(finding.shows, answers))
        again += shows
        came = "sent" if not finding.answered else "shown again" if shows else "not shown"
        print(f"{came:12} {finding.id}: {', '.join(map(_told, answers))}")
        print(f"{'':12} {escape(shorten(finding.summary, 200))}")
        if not finding.answered:
            print(f"{'':12} look it up: {escape(_renewed_text(recorded, finding.expected, prefix))}")
    return again


def _renewed_text(recorded: Recorded, text: str, prefix: str) -> str:
    return text.replace(recorded.id_prefix, prefix) if recorded.id_prefix else text


def _renewed(recorded: Recorded, request: Request, prefix: str) -> Request:
    """*request* with ids that no receiver has seen."""
    if request.body is None or not recorded.id_prefix:
        return request
    return replace(request, body=request.body.replace(recorded.id_prefix.encode(), prefix.encode()))


_HOSTILE = "HTTP has no such request: don't trust this report."
_SEVERAL = "it takes a series of requests to show it; run eventpact test again"
_UNSENT = f"it needs another key; set {SECOND_KEY_VARIABLE}"


async def _exchanges(
    recorded: Recorded, chosen: Iterable[Stored], url: str, timeout: float, prefix: str
) -> AsyncIterator[tuple[Stored, list[Answer]]]:
    """Each finding with what its request was answered with, each time where it comes several times; nothing where it
    cannot be sent. The ids begin with *prefix*.

    Raises TargetError when there is no connection.
    """
    from eventpact.targets import HttpTarget

    key = _key(recorded, chosen, url)
    second = os.environ.get(SECOND_KEY_VARIABLE) or None
    async with HttpTarget(url, key_header=recorded.key_header, key=key, second_key=second, timeout=timeout) as target:
        for finding in chosen:
            if all(target.applicable(request) for step in finding.steps for request in step):
                yield finding, await _followed(target, recorded, finding, prefix)
            else:
                yield finding, []


async def _followed(target: HttpTarget, recorded: Recorded, finding: Stored, prefix: str) -> list[Answer]:
    """What the steps of *finding* are answered with: those that its own request was, or else the last ones."""
    own: list[Answer] = []
    came: list[Answer] = []
    for step in finding.steps:
        try:
            came = await asyncio.gather(*(target.send(_renewed(recorded, request, prefix)) for request in step))
        except ValueError as error:
            raise EventpactError(f"cannot be sent: {error}", where=finding.id, hint=_HOSTILE) from None
        if gone := next((answer for answer in came if answer.unreachable), None):
            raise TargetError(f"cannot be reached: {gone.detail}", where=target.url, hint="Is it running?")
        own += [answer for request, answer in zip(step, came, strict=True) if request == finding.request]
    return own or came


def _key(recorded: Recorded, chosen: Iterable[Stored], url: str) -> str | None:
    """The tenant's key, where one of *chosen* needs it; says on stderr where it goes."""
    requests = [request for finding in chosen for step in finding.steps for request in step]
    if recorded.key_header is None or all(request.key in _KEYLESS for request in requests):
        return None
    key = os.environ.get(KEY_VARIABLE)
    if not key:
        raise EventpactError(
            f"the requests carry a key in {recorded.key_header}, and {KEY_VARIABLE} is not set",
            hint=f"export {KEY_VARIABLE}=…, then run the command again.",
        )
    print(f"The key of {KEY_VARIABLE} goes to {escape(url)}, in the header {recorded.key_header}.", file=sys.stderr)
    return key


def _told(answer: Answer) -> str:
    if answer.failure is not None:
        return escape(str(answer))
    body = escape(shorten(answer.body.decode("utf-8", "replace"), 120)) if answer.body else "no body"
    return f"{answer.status}: {body}"
