"""Size: large batches and bodies up to what the contract declares, just beyond it, and in a growing series."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from eventpact.cases.case import ACCEPTED, OPEN, Case, Expectation, Phase
from eventpact.cases.compose import Composer
from eventpact.cases.places import spots
from eventpact.contract.interface import Refusal
from eventpact.contract.model import Contract, Variant
from eventpact.findings import Place
from eventpact.pointer import to_pointer

#: Events to a batch, each twice the one before: how the time of the answer grows is told from them.
_SERIES = (250, 500, 1_000, 2_000, 4_000)
#: The largest batch where the contract declares no limit.
_UNDECLARED = 10_000
#: Larger bodies than this are not made, whatever a contract takes.
_LARGEST = 64 * 2**20


def size_cases(composer: Composer, *, quick: bool = False) -> Iterator[Case]:
    """Batches of typical events of one shape, from hundreds to the declared limit, and bodies padded with white space
    to the declared size; one more event, and one more byte, must be refused. *quick*: only 1,000 events."""
    contract = composer.contract
    variant = min(contract.variants, key=lambda v: len(composer.encoded(v)))
    most = _most(contract)
    for size in (1_000,) if quick else _SERIES:
        if size < (most or _UNDECLARED):
            yield _batch(composer, variant, size, ACCEPTED)
    if quick:
        return
    if most is None:
        yield _batch(composer, variant, _UNDECLARED, OPEN)
    elif most <= _UNDECLARED:
        yield _batch(composer, variant, most, ACCEPTED)
    declared = contract.interface.limits.events
    if declared is not None and declared == most and declared <= _UNDECLARED:
        yield _batch(composer, variant, declared + 1, Expectation(refusal=Refusal.TOO_LARGE))
    yield from _padded(composer, variant)


def _most(contract: Contract) -> int | None:
    """How many events a batch may have: the declared limit, or what the schema of the array says."""
    array = next(spot.schema for spot in spots("", contract.body) if spot.tokens == contract.events_at)
    bounds = [int(c.value) for option in array.options for c in option.constraints("maxItems")]
    declared = contract.interface.limits.events
    return min([*bounds, *([declared] if declared else [])], default=None)


def _batch(composer: Composer, variant: Variant, size: int, expectation: Expectation) -> Case:
    body = composer.batch([composer.encoded(variant) for _ in range(size)])
    return _case(composer, variant, f"batch of {size:,}", body, expectation)


def _padded(composer: Composer, variant: Variant) -> Iterator[Case]:
    """A typical event and white space: as many bytes as the contract takes, and one more."""
    limit = composer.contract.interface.limits.body_bytes
    if limit is None or limit > _LARGEST:
        return
    for kind, extra, expectation in (
        ("body as large as may be", 0, ACCEPTED),
        ("body one byte too large", 1, Expectation(refusal=Refusal.TOO_LARGE)),
    ):
        body = composer.batch([composer.encoded(variant)])
        if len(body) < limit:
            yield _case(composer, variant, kind, body + b" " * (limit + extra - len(body)), expectation)


def _case(composer: Composer, variant: Variant, kind: str, body: bytes, expectation: Expectation) -> Case:
    rule = "batch-size" if expectation.accepted else "reject-size" if expectation.refusal else "no-crash"
    case = Case(
        id=f"{Phase.SIZE.value}/{rule}/{kind}",
        phase=Phase.SIZE,
        rule=rule,
        kind=kind,
        place=Place("", to_pointer(composer.contract.events_at)),
        expectation=expectation,
        request=composer.raw(body),
    )
    return replace(case, mates=frozenset([variant.tag]))
