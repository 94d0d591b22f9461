"""Whether it makes sense to go on, and with what."""

from __future__ import annotations

from collections import Counter, defaultdict

from eventpact.cases import Case
from eventpact.checks.judge import crashed
from eventpact.exchange import Answer, Failure
from eventpact.findings import Place
from eventpact.runner.settings import Limits

#: Valid requests in a row that were refused for their key: it was taken before, so it has been withdrawn.
_KEY_REFUSED = 20

#: What a near miss is known by, wherever it is: its rule, what was asked for there, and its kind.
NearMiss = tuple[str, str, str]


class Watch:
    """Counts what went wrong, within *limits*. *over* says why the run must end, or is empty; *held_back* counts the
    requests that were not sent any more."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._hangs = 0
        self._hangs_in_row = 0
        self._key_refused = 0
        self._seen: defaultdict[NearMiss, dict[Place, bool]] = defaultdict(dict)
        self.held_back: Counter[NearMiss] = Counter()
        self.over = ""

    def took(self, case: Case, answer: Answer, requests: int) -> None:
        """Note one exchange, the last of so many *requests*."""
        self._count_hang(answer)
        self._count_key(case, answer)
        if answer.unreachable:
            self.over = self.over or f"after {requests} requests it cannot be reached any more: {answer.detail}"
        if not case.expectation.accepted and (answer.failure is not None or crashed(answer)):
            self._seen[near_miss(case)][case.place] = answer.failure is not None

    def holds_back(self, case: Case) -> bool:
        """Whether *case* is not to be sent: what it tries is known to make the target crash or hang, at many places."""
        seen = self._seen.get(near_miss(case), {})
        if case.expectation.accepted or case.place in seen:
            return False
        lost = sum(seen.values())
        if lost < self._limits.hangs_per_kind and len(seen) < self._limits.crashes_per_kind:
            return False
        self.held_back[near_miss(case)] += 1
        return True

    @property
    def key_withdrawn(self) -> bool:
        """Whether the key is refused with whatever is sent, though it was taken before."""
        return self._key_refused >= _KEY_REFUSED

    def _count_hang(self, answer: Answer) -> None:
        hangs = answer.failure is Failure.HANG
        self._hangs += hangs
        self._hangs_in_row = self._hangs_in_row + 1 if hangs else 0
        if self._hangs_in_row >= self._limits.hangs_in_row:
            self.over = self.over or f"{self._hangs_in_row} requests in a row got no answer in time"
        elif self._hangs >= self._limits.hangs:
            self.over = self.over or f"{self._hangs} requests got no answer in time"

    def _count_key(self, case: Case, answer: Answer) -> None:
        if not case.expectation.accepted:
            return
        self._key_refused = self._key_refused + 1 if answer.status in {401, 403} else 0
        if self.key_withdrawn:
            self.over = self.over or f"{_KEY_REFUSED} valid batches in a row were refused for their key"


def near_miss(case: Case) -> NearMiss:
    """What *case* tries, wherever it does."""
    return case.rule, case.asked, case.kind
