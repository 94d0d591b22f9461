"""A request as a shell command that runs as it is printed."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from eventpact.exchange import Key, Request
from eventpact.findings import Finding
from eventpact.progress import Finished
from eventpact.report.subject import Subject, shown

#: Characters of a command that people still copy; the body of a longer one goes into a file.
LONGEST = 1_500
#: curl asks for a 100 by itself before bodies of more than this many bytes.
_ASKS_BY_ITSELF = 1_000_000

#: How each use of a key is written in a shell; the keys themselves are never printed.
_KEYS = {
    Key.TENANT: "$EVENTPACT_API_KEY",
    Key.SECOND: "$EVENTPACT_SECOND_API_KEY",
    Key.EMPTY: "",
    Key.UNKNOWN: "eventpact-no-such-key",
    Key.CUT: "${EVENTPACT_API_KEY%?}",
    Key.EXTENDED: "${EVENTPACT_API_KEY}x",
    Key.SPACED: "  $EVENTPACT_API_KEY ",
    Key.CASED: "$(printf %s \"$EVENTPACT_API_KEY\" | tr 'a-zA-Z' 'A-Za-z')",
}


def command(subject: Subject, finding: Finding) -> str:
    """What shows *finding* again: curl with the body in the command, or in its file, or else ``eventpact replay``. A
    line for each step, where it takes several."""
    steps = finding.steps or ((shown(finding),),)
    lines = [_at_once([curl(subject.url, subject.key_header, request) for request in step]) for step in steps]
    if all(len(line) <= LONGEST for line in lines):
        return "\n".join(lines)
    if subject.bodies and not finding.steps:
        file = str(PurePosixPath(subject.bodies, _file(finding)))
        return curl(subject.url, subject.key_header, shown(finding), file=file)
    return f"eventpact replay REPORT {shlex.quote(finding.id)}"


def _at_once(commands: list[str]) -> str:
    """*commands* as one that runs them side by side."""
    return " & ".join([*commands, "wait"]) if len(commands) > 1 else commands[0]


def bodies(subject: Subject, finished: Finished) -> Mapping[str, bytes]:
    """File name → body, of each finding whose command would be too long with it."""
    return {
        _file(finding): shown(finding).body or b""
        for finding in finished.findings
        if not finding.steps and len(curl(subject.url, subject.key_header, shown(finding))) > LONGEST
    }


def _file(finding: Finding) -> str:
    return f"{finding.id}.body"


def curl(url: str, key_header: str | None, request: Request, *, file: str = "") -> str:
    """The command that sends *request* to *url*, with the body from *file* where one is given; bytes that a terminal
    would act upon go through ``printf``."""
    address = _word(url)
    if request.key is Key.IN_QUERY and key_header:
        separator = "&" if "?" in url else "?"
        address += shlex.quote(f"{separator}{key_header}=") + '"$EVENTPACT_API_KEY"'
    method = ["--head"] if request.method == "HEAD" else ["-X", _word(request.method)]
    words = ["curl", "-sS", "-i", *method, address]
    for header in _headers(key_header, request):
        words += ["-H", header]
    return _with_file(words, file) if file else _with_body(words, request.body)


def _headers(key_header: str | None, request: Request) -> Iterator[str]:
    """Each header as a word of the shell."""
    named = str.upper if request.loud else str
    if key_header and request.key in _KEYS:
        value = _KEYS[request.key]
        # curl sends a header without a value only when it ends in a semicolon.
        yield f'"{named(key_header)}: {value}"' if value else _word(f"{named(key_header)};")
    if request.content_type is not None:
        yield _word(f"{named('content-type')}: {request.content_type}")
    elif request.body is not None:
        yield "'content-type:'"
    for name, value in request.headers:
        yield _word(f"{named(name)}: {value}" if value else f"{named(name)};")
    if request.chunked:
        yield _word(f"{named('transfer-encoding')}: chunked")
    if request.expect_continue:
        yield _word(f"{named('expect')}: 100-continue")
    elif len(request.body or b"") > _ASKS_BY_ITSELF:
        yield "'expect:'"


def _with_file(words: list[str], file: str) -> str:
    return " ".join([*words, "--data-binary", _word(f"@{file}")])


def _with_body(words: list[str], body: bytes | None) -> str:
    if body is None:
        return " ".join(words)
    if all(32 <= byte < 127 for byte in body) and not body.startswith(b"@"):
        return " ".join([*words, "--data-binary", shlex.quote(body.decode("ascii"))])
    return f"printf '{_octal(body)}' | {' '.join([*words, '--data-binary', '@-'])}"


def _word(text: str) -> str:
    """*text* as one word of a shell, in printable ASCII."""
    if text.isascii() and text.isprintable():
        return shlex.quote(text)
    return f"\"$(printf '{_octal(text.encode('utf-8', 'surrogatepass'))}')\""


def _octal(body: bytes) -> str:
    """*body* as a format of POSIX printf, within single quotes."""
    plain = set(range(32, 127)) - set(b"'\\%-")
    return "".join(chr(byte) if byte in plain else f"\\{byte:03o}" for byte in body)
