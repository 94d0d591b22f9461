"""How a run is made: every knob of it in one frozen value."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from eventpact.cases import Case
from eventpact.checks import Statuses
from eventpact.checks.recorded import Ledger
from eventpact.exchange import Answer
from eventpact.findings import Symptom
from eventpact.runner.clock import SYSTEM_CLOCK, Clock
from eventpact.targets import Target

Exchange = tuple[Case, Answer]

#: More to send after the plan's cases. It is called with the run's own target, which keeps its pace, and with what was
#: seen to be wrong so far. It yields each exchange: the run counts it, passes it on to the observers and judges it
#: (steps of the random phase on the way to a smallest case apart). What no single exchange shows is yielded as a
#: symptom.
Source = Callable[[Target, Sequence[Symptom]], AsyncGenerator[Exchange | Symptom, None]]

#: Reads what was recorded of the exchanges in a ledger, and gives all that is wrong with it. Raises TargetError where
#: it cannot be read.
Reading = Callable[[Ledger], Awaitable[Sequence[Symptom]]]


@dataclass(frozen=True)
class Pace:
    """How fast requests may go out: *rate* a second (None: as fast as answers come).

    A 429, and a 503 with Retry-After, is sent again up to *retries* times. Until then all connections wait for as many
    seconds as Retry-After asks for, *longest_wait* at most each time, and *patience* in all without another answer.
    """

    rate: float | None = None
    retries: int = 3
    longest_wait: float = 30.0
    patience: float = 120.0


@dataclass(frozen=True)
class Limits:
    """When to stop asking. A run ends after *hangs_in_row* requests without an answer in time, or *hangs* in all.

    A near miss (one rule, kind and type asked for) that made *crashes_per_kind* requests crash, or *hangs_per_kind* of
    them hang or lose the connection, is not sent to further places. *culprits*: legal values that are singled out.
    """

    hangs_in_row: int = 10
    hangs: int = 40
    crashes_per_kind: int = 12
    hangs_per_kind: int = 3
    culprits: int = 120


@dataclass(frozen=True)
class Effort:
    """What is spent on findings: at most *requests* and *seconds* on the smallest request of each of the first
    *findings*. Those beyond have an example, but no smallest request."""

    findings: int = 30
    requests: int = 60
    seconds: float = 8.0


@dataclass(frozen=True)
class Hooks:
    """What others do along with a run: *extra* sources of exchanges, observers of each exchange in *note*, a *stop*
    signal that ends the run with what was seen, and the *clock* that it waits by. *read* what was recorded is how the
    findings of it are tried again."""

    extra: Sequence[Source] = ()
    note: Sequence[Callable[[Case, Answer], None]] = ()
    stop: asyncio.Event | None = None
    clock: Clock = SYSTEM_CLOCK
    read: Reading | None = None


@dataclass(frozen=True)
class Settings:
    """How a run is made: requests under way at once (*workers*), how often a finding is tried again (*repeats*), and
    which *statuses* are right (None: what the contract declares)."""

    workers: int = 8
    repeats: int = 3
    statuses: Statuses | None = None
    pace: Pace = Pace()
    limits: Limits = Limits()
    effort: Effort = Effort()
    hooks: Hooks = field(default_factory=Hooks)
