"""Progress → something to read: pure folds over the events of a run."""

from eventpact.report.document import Subject, as_document
from eventpact.report.text import finding_text, verdict_text

__all__ = ["Subject", "as_document", "finding_text", "verdict_text"]
