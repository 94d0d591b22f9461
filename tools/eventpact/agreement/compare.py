"""One stream of payloads through the oracle and every artefact; what they disagree about, by cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from eventpact.agreement.judges import Judge
from eventpact.cases.payloads import Sample
from eventpact.contract import Oracle, Verdict

#: Payloads that are held and judged at once: some 50 MB.
CHUNK = 100_000


@dataclass
class Disagreement:
    """One cause: what was done to the payloads, how many there were, and the shortest of them."""

    kind: str
    accepted: bool
    count: int = 0
    example: bytes = b""

    def add(self, text: bytes) -> None:
        self.count += 1
        if not self.example or len(text) < len(self.example):
            self.example = text


@dataclass
class Comparison:
    """One artefact beside the oracle: payloads that count (*valid* and *invalid* ones), and the disagreements."""

    judge: Judge
    valid: int = 0
    invalid: int = 0
    causes: dict[tuple[str, bool], Disagreement] = field(default_factory=dict)

    def wrong(self, *, accepted: bool) -> int:
        """How many payloads were wrongly *accepted*, or wrongly refused."""
        return sum(cause.count for cause in self.causes.values() if cause.accepted is accepted)

    def add(self, sample: Sample, verdict: Verdict, accepted: bool) -> None:
        """Count one payload; what is unspecified may be taken or refused, and does not count."""
        if verdict is Verdict.UNSPECIFIED:
            return
        valid = verdict is Verdict.VALID
        self.valid += valid
        self.invalid += not valid
        if valid is not accepted:
            cause = self.causes.setdefault((sample.kind, accepted), Disagreement(sample.kind, accepted))
            cause.add(sample.text)


def compare(oracle: Oracle, judges: Iterable[Judge], samples: Iterable[Sample]) -> list[Comparison]:
    """What *judges* say of *samples*, beside the *oracle*. Raises EventpactError when an artefact fails."""
    comparisons = [Comparison(judge) for judge in judges]
    for chunk in _chunks(iter(samples)):
        with ThreadPoolExecutor() as pool:
            asked = [(one, chunk[: _left(one)]) for one in comparisons]
            answers = [pool.submit(one.judge.verdicts, [s.text for s in part]) for one, part in asked if part]
            verdicts = [oracle.judge_text(sample.text).verdict for sample in chunk]
            waiting = iter(answers)
            for one, part in asked:
                found = next(waiting).result() if part else []
                for sample, verdict, accepted in zip(part, verdicts, found, strict=False):
                    one.add(sample, verdict, accepted)
    return comparisons


def _left(comparison: Comparison) -> int | None:
    """How many payloads more a slow judge is given."""
    limit = comparison.judge.limit
    return None if limit is None else max(0, limit - comparison.valid - comparison.invalid)


def _chunks(samples: Iterator[Sample]) -> Iterator[list[Sample]]:
    while chunk := list(islice(samples, CHUNK)):
        yield chunk
