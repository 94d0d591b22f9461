"""Progress → something to read: pure folds over what a run found. A format is one module and one line below."""

from collections.abc import Callable, Mapping

from eventpact.progress import Finished
from eventpact.report.curl import bodies
from eventpact.report.document import as_document, as_json
from eventpact.report.junit import as_junit
from eventpact.report.markdown import as_markdown
from eventpact.report.reading import Stored, read_report
from eventpact.report.subject import Subject
from eventpact.report.text import as_text, aspect_text, by_aspect, finding_text, verdict_text

#: The word of ``--report WORD=FILE`` → the text of the report.
REPORTS: Mapping[str, Callable[[Subject, Finished], str]] = {
    "json": as_json,
    "junit": as_junit,
    "markdown": as_markdown,
    "text": as_text,
}

__all__ = [
    "REPORTS",
    "Stored",
    "Subject",
    "as_document",
    "as_json",
    "as_junit",
    "as_markdown",
    "as_text",
    "aspect_text",
    "bodies",
    "by_aspect",
    "finding_text",
    "read_report",
    "verdict_text",
]
