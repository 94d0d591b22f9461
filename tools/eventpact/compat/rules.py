"""The rules of compatibility, as records: one for each kind of change, with its opposite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eventpact.compat.model import Bump, CompatRule, Effect

_NO_LONGER = "Receivers that stay as they are take more than has to be sent; nothing that arrives is new to them."
_NEW_VALUES = "Receivers that stay as they are refuse, or cannot read, what may now be sent: update them first."


def _pair(
    ids: tuple[str, str], narrows: str, widens: str, senders: str, *, free: str = "Nothing has to change."
) -> Iterator[CompatRule]:
    """A rule that narrows, and the one that takes it back."""
    narrower, wider = ids
    yield CompatRule(narrower, narrows, Effect.NARROWED, senders, _NO_LONGER, wider, Bump.MAJOR)
    yield CompatRule(wider, widens, Effect.WIDENED, free, _NEW_VALUES, narrower, Bump.MINOR)


def _both_ways(rule: str, means: str, senders: str) -> CompatRule:
    """A rule whose opposite is itself: some values are valid no more, or others are valid now."""
    return CompatRule(rule, means, Effect.BOTH, senders, _NEW_VALUES, rule, Bump.MAJOR)


def _properties() -> Iterator[CompatRule]:
    yield from _pair(
        ("property-became-required", "property-became-optional"),
        "A property that was optional must be there.", "A property that had to be there may be left out.",
        "Senders must always send it.", free="Senders may leave it out.",
    )  # fmt: skip
    yield from _pair(
        ("required-property-added", "required-property-removed"),
        "A property that was not declared must be there.", "A property that had to be there is not declared any more.",
        "Senders must send it from now on.", free="Senders need not send it any more.",
    )  # fmt: skip
    yield CompatRule(
        "property-added-optional", "An optional property is declared that was not.", Effect.WIDENED,
        "Senders may send it. Who sent something else under this name is refused.",
        "Receivers that stay as they are ignore it, unless they refuse unknown properties.",
        "property-removed", Bump.MINOR,
    )  # fmt: skip
    yield CompatRule(
        "property-removed", "An optional property is not declared any more.", Effect.NARROWED,
        "Senders should stop sending it: it is ignored, or refused where the object is closed.",
        "Receivers cannot rely on it any more.",
        "property-added-optional", Bump.MINOR,
    )  # fmt: skip
    yield from _pair(
        ("object-closed", "object-opened"),
        "An object refuses undeclared properties.", "An object takes undeclared properties.",
        "Senders must leave out every undeclared property.",
    )  # fmt: skip


def _values() -> Iterator[CompatRule]:
    yield from _pair(
        ("enum-member-removed", "enum-member-added"),
        "A value is not in the list any more.", "A value is new in the list.",
        "Senders must not send the value any more.", free="Senders may send the value.",
    )  # fmt: skip
    yield from _pair(
        ("enum-added", "enum-removed"),
        "Only listed values are valid.", "Values are not limited to a list any more.",
        "Senders must send listed values only.",
    )  # fmt: skip
    yield from _pair(
        ("nullable-removed", "nullable-added"),
        "Null is not valid any more.", "Null is valid, too.",
        "Senders must not send null; they may leave the property out where it is optional.",
        free="Senders may send null.",
    )  # fmt: skip
    yield from _pair(
        ("type-narrowed", "type-widened"),
        "Values of a type are not valid any more.", "Values of another type are valid, too.",
        "Senders must not send values of that type.", free="Senders may send values of that type.",
    )  # fmt: skip
    yield from _pair(
        ("option-removed", "option-added"),
        "An alternative is gone.", "There is another alternative.",
        "Senders must not use the alternative any more.", free="Senders may use the alternative.",
    )  # fmt: skip
    yield from _pair(
        ("bound-tightened", "bound-loosened"),
        "A least or greatest number, length or count leaves less.", "A bound leaves more.",
        "Senders must keep the new bound.",
    )  # fmt: skip
    yield from _pair(
        ("bound-added", "bound-removed"),
        "A number, length or count has a bound that it had not.", "A bound is gone.",
        "Senders must keep the bound.",
    )  # fmt: skip
    yield from _assertions()


def _assertions() -> Iterator[CompatRule]:
    stems = {
        "pattern": "a pattern for strings", "format": "a format for strings", "multiple": "a step for numbers",
        "unique-items": "that items differ", "items": "that there is no item at a place",
        "contains": "what an array must hold", "property-names": "how properties are named",
        "condition": "a condition",
    }  # fmt: skip
    senders = "Senders must check their values against it."
    for stem, words in stems.items():
        ids = f"{stem}-added", f"{stem}-removed"
        yield from _pair(ids, f"There is a new demand: {words}.", f"A demand is gone: {words}.", senders)
        if stem not in {"unique-items", "items"}:  # these say yes or nothing
            yield _both_ways(f"{stem}-changed", f"A demand says something else: {words}.", senders)


def _contract() -> Iterator[CompatRule]:
    yield from _pair(
        ("variant-removed", "variant-added"),
        "A variant is gone: its events are refused.", "There is a new variant.",
        "Senders must not send such events any more.", free="Senders may send such events.",
    )  # fmt: skip
    major = {
        "path-changed": ("The path is another.", "Senders must post to the new path."),
        "method-changed": ("The method is another.", "Senders must use the new method."),
        "media-type-changed": ("The media type is another.", "Senders must send the new Content-Type."),
        "key-header-changed": ("The header of the key is another.", "Senders must send the key in the new header."),
        "success-status-changed": ("Success is told by another status.", "Senders must expect the new status."),
        "batch-policy-changed": (
            "An invalid event does something else to its batch.",
            "Senders must treat answers to batches with an invalid event otherwise.",
        ),
        "idempotency-key-changed": (
            "Other values make two events one and the same.",
            "Events that were two may count as one, and the other way round: check what is sent again.",
        ),
    }
    for rule, (means, senders) in major.items():
        yield CompatRule(rule, means, Effect.NONE, senders, "Receivers must change with it.", rule, Bump.MAJOR)
    yield CompatRule(
        "limit-lowered", "A receiver may refuse smaller requests than before.", Effect.NONE,
        "Senders must split larger batches.", "Nothing has to change.", "limit-raised", Bump.MAJOR,
    )  # fmt: skip
    yield CompatRule(
        "limit-raised", "A receiver must take larger requests than before.", Effect.NONE,
        "Nothing has to change.", "Receivers must take larger requests.", "limit-lowered", Bump.MINOR,
    )  # fmt: skip
    minor = {
        "status-added": ("A status is declared that was not.", "status-removed"),
        "status-removed": ("A status is not declared any more.", "status-added"),
    }
    for rule, (means, opposite) in minor.items():
        yield CompatRule(rule, means, Effect.NONE, "Senders should know the statuses of the new version.",
                         "Receivers answer with declared statuses.", opposite, Bump.MINOR)  # fmt: skip
    yield CompatRule(
        "unknown-events-changed", "What receivers do with unknown events is said otherwise.", Effect.NONE,
        "Nothing has to change.", "Receivers must treat unknown events as the new version says.",
        "unknown-events-changed", Bump.MINOR,
    )  # fmt: skip


def _texts() -> Iterator[CompatRule]:
    nothing = "Nothing has to change."
    yield CompatRule("default-changed", "A default is another.", Effect.NONE, "Check what is left out.",
                     "Receivers that fill in the default must know the new one.", "default-changed",
                     Bump.MINOR)  # fmt: skip
    yield CompatRule("deprecation-changed", "Something is deprecated, or is not any more.", Effect.NONE,
                     "Senders should follow the advice.", nothing, "deprecation-changed", Bump.MINOR)  # fmt: skip
    yield CompatRule("documentation-changed", "A text, an example or another note is another.", Effect.NONE, nothing,
                     nothing, "documentation-changed", Bump.PATCH)  # fmt: skip


RULES: Mapping[str, CompatRule] = {
    rule.id: rule for part in (_properties(), _values(), _contract(), _texts()) for rule in part
}
