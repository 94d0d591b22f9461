"""The rules of lint, in the order in which they are listed. A rule is a record; adding one is one line here."""

from __future__ import annotations

from eventpact.lint.problem import Rule
from eventpact.lint.rules import documentation, documents, examples, keywords, usable

RULES: tuple[Rule, ...] = (
    usable.DOCUMENT_PARSES,
    usable.OPENAPI,
    usable.METASCHEMA,
    usable.KEYWORD_SUPPORTED,
    usable.REF_LOCAL,
    usable.REF_RESOLVES,
    usable.REF_LOOP,
    usable.EVENTS_FOUND,
    usable.VARIANT_DISCRIMINATED,
    usable.IDEMPOTENCY_KEY,
    documentation.DESCRIPTION_PRESENT,
    documentation.EXAMPLES_PRESENT,
    examples.EXAMPLES_MATCH,
    examples.EXAMPLE_FILES,
    documents.ID_MIRRORS_PATH,
    documents.DOCUMENT_UNUSED,
    keywords.FORMAT_ASSERTED,
    keywords.KEYWORD_JUDGED,
)
