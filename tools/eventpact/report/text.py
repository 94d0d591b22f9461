"""The report for people: what was found, aspect by aspect, and the verdict; every line safe for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from eventpact.exchange import Answer
from eventpact.findings import Aspect, Finding, Place
from eventpact.printable import escape, shorten
from eventpact.progress import Finished
from eventpact.report.curl import command
from eventpact.report.difference import difference
from eventpact.report.subject import Subject, counted, outcome

_PLACES = 4
_KINDS = 12
_KIND_LENGTH = 60


def as_text(subject: Subject, finished: Finished) -> str:
    """The whole report: the aspect with the gravest finding first, the verdict last."""
    lines: list[str] = []
    number = 0
    for aspect, found in by_aspect(finished.findings).items():
        lines += [aspect_text(aspect), ""]
        for finding in found:
            number += 1
            lines += [*finding_text(subject, number, finding), ""]
    return "\n".join([*lines, *verdict_text(subject, finished)]) + "\n"


def by_aspect(findings: Iterable[Finding]) -> dict[Aspect, list[Finding]]:
    """The findings of each aspect; *findings* in order of gravity bring the aspects in order of gravity, too."""
    found: dict[Aspect, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.aspect, []).append(finding)
    return found


def aspect_text(aspect: Aspect) -> str:
    """The line above the findings of an aspect."""
    return f"{aspect.label.upper()}: {aspect.says}"


def finding_text(subject: Subject, number: int, finding: Finding) -> Iterator[str]:
    """The lines that explain one finding."""
    flaky = ", flaky" if finding.flaky else ""
    yield f"{number}. {finding.severity.value}{flaky}: {escape(finding.summary)} [{escape(finding.rule)}]"
    for name, text in _told(subject, finding):
        yield f"   {name:9}{text}" if name else f"            {text}"


def _told(subject: Subject, finding: Finding) -> Iterator[tuple[str, str]]:
    """(what it is, what there is to say about it); the first may be empty where a line goes on."""
    if len(finding.kinds) > 1:
        yield "kinds", _kinds(finding)
    places = fields(finding)
    for index, place in enumerate(places[:_PLACES]):
        yield "" if index else "at", _place(place)
    if len(places) > _PLACES:
        yield "", f"and {len(places) - _PLACES} more places (see the JSON report)"
    yield "expected", finding.expected
    yield "got", _answer(finding.example.answer)
    if differs := difference(finding):
        yield "smallest", escape(differs)
    if finding.repeats:
        yield "seen", f"{finding.confirmations} of {finding.repeats} times when it was repeated"
    if finding.hint:
        yield "hint", finding.hint
    yield "id", escape(finding.id)
    commands = command(subject, finding).split("\n")
    if len(commands) > 1:
        commands.insert(0, f"{len(commands)} steps; with new ids: eventpact replay REPORT {finding.id}")
    for index, line in enumerate(commands):
        yield "" if index else "again", escape(line)


def fields(finding: Finding) -> list[Place]:
    """The places of *finding*, one for each field, whatever constraints of it are at stake; none for the whole body."""
    found = {(place.variant, place.instance_pointer): place for place in reversed(finding.places)}
    return sorted(place for place in found.values() if place != Place())


def _kinds(finding: Finding) -> str:
    kinds = [f"{escape(shorten(kind, _KIND_LENGTH))} ({count})" for kind, count in finding.kinds.items()]
    more = len(kinds) - _KINDS
    return ", ".join(kinds[:_KINDS]) + (f" and {more} more" if more > 0 else "")


def _place(place: Place) -> str:
    where = f"{place.variant} {place.instance_pointer}".strip() or "the body"
    return escape(f"{where}  ({place.schema_pointer})" if place.schema_pointer else where)


def _answer(answer: Answer) -> str:
    body = escape(shorten(answer.body.decode("utf-8", "replace"), 160)) if answer.body else "no body"
    return escape(str(answer)) if answer.failure else f"{answer.status}: {body}"


def verdict_text(subject: Subject, finished: Finished) -> Iterator[str]:
    """The last lines of a run: what was covered, what it cost, and the verdict."""
    if finished.aborted:
        yield f"The run ended early: {escape(finished.aborted)}"
    yield coverage_text(finished)
    yield speed_text(finished)
    yield verdict(subject, finished)


def coverage_text(finished: Finished) -> str:
    """How much of the contract was tested, in a line."""
    tested = finished.sites - len(finished.untested)
    failed = f", {finished.failed:,} of them failed" if finished.failed else ""
    reasons = Counter(one.reason for one in finished.untested)
    left = "".join(f"; {count:,} not: {escape(reason)}" for reason, count in reasons.most_common())
    covered = finished.interactions
    combined = (
        f"; {covered.covered:,} of {covered.tuples:,} combinations of {covered.strength} states seen in valid events"
        if covered.tuples
        else ""
    )
    return f"{tested:,} of {finished.sites:,} constraint sites tested{failed}{left}{combined}"


def speed_text(finished: Finished) -> str:
    """What the run cost, in a line."""
    spent = finished.statistics
    return (
        f"{spent.requests:,} requests with {spent.events:,} valid events in {spent.seconds:.1f} s "
        f"(made in {spent.generation_seconds:.1f} s, {spent.network_seconds:.1f} s of waiting for answers in all)"
    )


def verdict(subject: Subject, finished: Finished) -> str:
    """The last line."""
    url, title = escape(subject.url), escape(f"{subject.contract} {subject.version}")
    found = counted(finished)
    if outcome(finished) == "untested":
        return f"UNTESTED: no verdict about {url}"
    if outcome(finished) == "conformant":
        return f"CONFORMANT: {url} keeps {title}" + (f" ({found})" if found else "")
    return f"VIOLATIONS: {url} does not keep {title} ({found})"
