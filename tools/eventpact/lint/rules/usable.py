"""Rules that stop every command: without them the contract cannot be loaded."""

from __future__ import annotations

from collections.abc import Iterator

from eventpact.lint.problem import Found, Rule, Severity
from eventpact.lint.subject import Subject


def _rule(rule_id: str, shows: str) -> Rule:
    """The rule that reports the errors of loading that carry its id."""

    def check(subject: Subject) -> Iterator[Found]:
        errors = (error for error in subject.errors if error.rule == rule_id)
        return (Found(error.where or subject.entry, error.what, error.hint) for error in errors)

    return Rule(rule_id, shows, Severity.ERROR, check)


DOCUMENT_PARSES = _rule("document-parses", "Every document is JSON or YAML that can be read in one way only.")
OPENAPI = _rule(
    "openapi",
    "The entry is an OpenAPI 3.1 document with one operation that takes events, and says its key, statuses and limits.",
)
METASCHEMA = _rule("metaschema", "Every schema is valid against JSON Schema 2020-12, and its patterns can be compiled.")
KEYWORD_SUPPORTED = _rule("keyword-supported", "Every keyword is one that is understood, or an x-… annotation.")
REF_LOCAL = _rule("ref-local", "No $ref leaves the contract's folder or needs a network.")
REF_RESOLVES = _rule("ref-resolves", "Every $ref leads to something.")
REF_LOOP = _rule("ref-loop", "No schema refers to itself without a step into the payload.")
EVENTS_FOUND = _rule("events-found", "The request body is an array of events, or holds one.")
VARIANT_DISCRIMINATED = _rule(
    "variant-discriminated", "Each variant has a value of its own in one and the same required property."
)
IDEMPOTENCY_KEY = _rule("idempotency-key", "x-idempotency-key names properties that every event of its variant has.")
