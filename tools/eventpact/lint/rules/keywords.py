"""Rules about what the toolkit does not do with a keyword: nothing is skipped in silence."""

from __future__ import annotations

from collections.abc import Iterator

from eventpact.contract.formats import FORMATS
from eventpact.contract.keywords import KEYWORDS
from eventpact.lint.problem import Found, Rule, Severity
from eventpact.lint.subject import Subject
from eventpact.printable import excerpt, one_of


def _ignored_formats(subject: Subject) -> Iterator[Found]:
    for location, schema in subject.judging.items():
        name = schema.get("format")
        if isinstance(name, str) and name not in FORMATS:
            hint = f"Asserted are {one_of(list(FORMATS), word='and')}; a `pattern` is asserted too."
            yield Found(str(location / "format"), f"the format {excerpt(name)} is not asserted", hint)


def _judged_only(subject: Subject) -> Iterator[Found]:
    for location, schema in subject.judging.items():
        for name in schema:
            if name in KEYWORDS and KEYWORDS[name].judged:
                message = f"payloads are judged by {name}, but nothing is generated from it"
                yield Found(str(location / name), message)


FORMAT_ASSERTED = Rule(
    "format-asserted", "Every format is one that verdicts depend on.", Severity.WARNING, _ignored_formats
)
KEYWORD_JUDGED = Rule(
    "keyword-judged",
    "Every keyword shapes what is generated, and not the verdict alone.",
    Severity.WARNING,
    _judged_only,
)
