"""The report for people: each finding with what shows it, and the verdict; every line safe for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from eventpact.exchange import Answer
from eventpact.findings import Finding, Place, Severity
from eventpact.printable import escape, shorten
from eventpact.progress import Finished
from eventpact.report.curl import curl
from eventpact.report.document import Subject, outcome

_PLACES = 4
_CURL_LENGTH = 1_500


def finding_text(subject: Subject, number: int, finding: Finding) -> Iterator[str]:
    """The lines that explain one finding."""
    flaky = ", flaky" if finding.flaky else ""
    yield f"{number}. {finding.severity.value}{flaky}: {escape(finding.summary)} [{finding.rule}]"
    for place in finding.places[:_PLACES]:
        if place != Place():
            yield f"     at {_place(place)}"
    if len(finding.places) > _PLACES:
        yield f"     and {len(finding.places) - _PLACES} more places (see the JSON report)"
    yield f"   expected {finding.expected}"
    yield f"   got      {_answer(finding.example.answer)}"
    if finding.repeats:
        yield f"   repeated {finding.repeats} times, seen again {finding.confirmations} times"
    yield f"   {_command(subject, finding)}"


def _place(place: Place) -> str:
    where = f"{place.variant} {place.instance_pointer}".strip() or "the body"
    return escape(f"{where}  ({place.schema_pointer})" if place.schema_pointer else where)


def _answer(answer: Answer) -> str:
    body = escape(shorten(answer.body.decode("utf-8", "replace"), 160)) if answer.body else "no body"
    return escape(str(answer)) if answer.failure else f"{answer.status}: {body}"


def _command(subject: Subject, finding: Finding) -> str:
    command = curl(subject.url, subject.key_header, finding.example.request)
    if len(command) > _CURL_LENGTH:
        return f"({len(finding.example.request.body or b'')} bytes of body: see `curl` in the JSON report)"
    return escape(command)


def verdict_text(subject: Subject, finished: Finished) -> Iterator[str]:
    """The last lines of a run: the verdict, what was covered, what it cost."""
    counts = {s: sum(f.severity is s for f in finished.findings) for s in Severity}
    found = ", ".join(f"{count} {s.value}{'s' * (count != 1)}" for s, count in counts.items() if count)
    statistics = finished.statistics
    if finished.aborted:
        yield f"The run ended early: {escape(finished.aborted)}"
    yield (
        f"{statistics.requests:,} requests with {statistics.events:,} valid events in {statistics.seconds:.1f} s "
        f"(made in {statistics.generation_seconds:.1f} s); "
        f"{finished.sites - len(finished.untested):,} of {finished.sites:,} constraint sites tested"
    )
    if outcome(finished) == "untested":
        yield f"UNTESTED: no verdict about {escape(subject.url)}"
        return
    title = escape(f"{subject.contract} {subject.version}")
    if outcome(finished) == "conformant":
        yield f"CONFORMANT: {escape(subject.url)} keeps {title}" + (f" ({found})" if found else "")
    else:
        yield f"VIOLATIONS: {escape(subject.url)} does not keep {title} ({found})"
