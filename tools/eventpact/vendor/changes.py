"""What a new version of the contract changes for those who vendored from an older one, in words."""

from __future__ import annotations

from collections.abc import Iterator

from eventpact.compat import Change, Comparison
from eventpact.printable import escape, shorten

#: Changes that are shown, and characters of a line of them.
_SHOWN = 20
_WIDTH = 200


def breaks(comparison: Comparison) -> tuple[str, ...]:
    """Whom the new version breaks: of "senders" and "receivers" those who cannot stay as they are.

    A difference that is unproven counts as if it were there.
    """
    unproven = bool(comparison.unproven)
    senders = unproven or any(change.breaks_senders for change in comparison.changes)
    receivers = unproven or any(change.breaks_receivers for change in comparison.changes)
    return tuple(who for who, broken in (("senders", senders), ("receivers", receivers)) if broken)


def lines(comparison: Comparison) -> Iterator[str]:
    """Each change in some lines, those that break someone first, safe for a terminal; then whom the version breaks."""
    ordered = sorted(comparison.changes, key=lambda change: not (change.breaks_senders or change.breaks_receivers))
    for change in ordered[:_SHOWN]:
        yield from _change(change)
    if len(ordered) > _SHOWN:
        yield f"  … and {len(ordered) - _SHOWN} more"
    for one in comparison.unproven[:_SHOWN]:
        yield _line(f"  not proven to be harmless: {one.pointer}: {one.reason}")
    broken = breaks(comparison)
    told = f"breaks {' and '.join(broken)} that stay as they are" if broken else "breaks neither senders nor receivers"
    yield f"  {told}; for a release: {comparison.bump.word}"


def _change(change: Change) -> Iterator[str]:
    where = " ".join(part for part in (change.variant, change.place) if part)
    yield _line(f"  {change.rule}: {where + ': ' if where else ''}{change.summary}")
    for who, text, broken in (
        ("senders", change.senders, change.breaks_senders),
        ("receivers", change.receivers, change.breaks_receivers),
    ):
        if broken:
            yield _line(f"      breaks {who}: {text}")


def _line(text: str) -> str:
    return shorten(escape(text), _WIDTH)
