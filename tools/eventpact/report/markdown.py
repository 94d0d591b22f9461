"""The report as Markdown, for the summary of a CI job; what comes from outside is text there, never markup."""

from __future__ import annotations

from collections.abc import Iterator

from eventpact.commonmark import block, code, plain
from eventpact.findings import Finding
from eventpact.printable import shorten
from eventpact.progress import Finished
from eventpact.report.curl import command
from eventpact.report.difference import difference
from eventpact.report.subject import Subject
from eventpact.report.text import by_aspect, coverage_text, fields, speed_text, verdict

_LONGEST = 300
_PLACES = 20


def as_markdown(subject: Subject, finished: Finished) -> str:
    """The verdict, what was covered, and the findings by aspect, each with its command to fold out."""
    lines = [f"## {_plain(verdict(subject, finished))}", ""]
    if finished.aborted:
        lines += [_plain(f"The run ended early: {finished.aborted}"), ""]
    lines += [f"{coverage_text(finished)}. {speed_text(finished)}.", ""]
    for aspect, found in by_aspect(finished.findings).items():
        lines += [f"### {aspect.label[0].upper()}{aspect.label[1:]}", "", _plain(aspect.says), ""]
        for finding in found:
            lines += [*_finding(subject, finding), ""]
    return "\n".join(lines)


def _finding(subject: Subject, finding: Finding) -> Iterator[str]:
    flaky = ", flaky" if finding.flaky else ""
    yield f"- **{finding.severity.value}{flaky}**: {_plain(finding.summary)} ({_code(finding.id)})"
    yield ""
    if differs := difference(finding):
        yield f"  {_plain(differs)}"
        yield ""
    places = fields(finding)
    yield "  <details><summary>Where it was seen, and how to see it again</summary>"
    yield ""
    for place in places[:_PLACES]:
        yield f"  - {_code(f'{place.variant} {place.instance_pointer}'.strip() or 'the body')}"
    if len(places) > _PLACES:
        yield f"  - and {len(places) - _PLACES} more"
    yield ""
    yield from (f"  {line}" for line in block(command(subject, finding), "sh"))
    yield ""
    yield "  </details>"


def _plain(text: str) -> str:
    return plain(shorten(text, _LONGEST))


def _code(text: str) -> str:
    return code(shorten(text, _LONGEST))
