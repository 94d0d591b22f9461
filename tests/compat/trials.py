"""Edits of contracts, compared, and everything about each comparison checked by other means."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from eventpact.cases.payloads import Samples
from eventpact.compat import RULES, Comparison, Effect, Reading, compare
from eventpact.compat.literals import Goal
from eventpact.compat.search import Search
from eventpact.compat.site import Site
from eventpact.contract import Contract, Verdict, load
from eventpact.contract.validators import Validator
from eventpact.errors import ContractError
from eventpact.generate.bundle import bundle

from tests.compat.edits import EDITS, Edit, edited, small
from tests.compat.second import Second
from tests.properties.mutate import changed_at_random, places

PAYLOADS = 60
Documents = Mapping[str, Any]


def loaded(documents: Documents, entry: str) -> Contract:
    """The contract that *documents* hold."""
    texts = {path: json.dumps(content, default=str).encode() for path, content in documents.items()}
    return load(lambda path: texts[path], entry)


def schemas_of(documents: Documents) -> list[Any]:
    """The roots of all schemas: documents that are schemas, and the components of the others."""
    found = []
    for content in documents.values():
        if "openapi" in content:
            found += list(content.get("components", {}).get("schemas", {}).values())
        else:
            found.append(content)
            found += list(content.get("$defs", {}).values())
    return found


def made_up(rng: random.Random) -> Documents:
    """A small contract of two variants whose fields are anything."""
    variants = {name: _variant(name, rng) for name in ("one", "two")}
    body = {"type": "array", "items": {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in variants]}}
    post = {
        "requestBody": {"content": {"application/json": {"schema": body}}},
        "responses": {"204": {"description": "Taken."}},
    }
    document = {"openapi": "3.1.1", "info": {"title": "Made up", "version": "1"}, "paths": {"/events": {"post": post}},
                "components": {"schemas": variants}}  # fmt: skip
    return edited({"openapi.json": document}, schemas_of, rng, rng.randrange(5))[0]


def _variant(name: str, rng: random.Random) -> Any:
    fields = {f"f{i}": small(rng, 2) for i in range(rng.randint(1, 3))}
    required = ["kind", *(f for f in fields if rng.random() < 0.6)]
    return {"type": "object", "required": required, "properties": {"kind": {"const": name}, **fields}}


@dataclass
class Tally:
    """What a series of trials came to."""

    tried: int = 0
    unusable: int = 0
    changed: int = 0
    witnesses: int = 0
    payloads: int = 0
    unproven: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        sums = {one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(Tally)}
        return Tally(**{**sums, "slowest": max(self.slowest, other.slowest)})

    def told(self) -> str:
        """The figures in one line."""
        return (
            f"{self.tried} tried, {self.unusable} unusable, {self.changed} changed, {self.witnesses} witnesses, "
            f"{self.payloads} payloads, {len(self.unproven)} unproven, {len(self.faults)} faults, "
            f"slowest comparison {self.slowest:.2f} s"
        )


class Trial:
    """One pair of versions, and what is wrong with what is said of it."""

    def __init__(self, old: Contract, new: Contract, edits: list[Edit], seed: int, tally: Tally) -> None:
        self.old, self.new, self.edits, self.seed, self.tally = old, new, edits, seed, tally
        self.title = f"seed {seed}: {', '.join(edit.name for edit in edits)}"

    def run(self) -> None:
        """Compares both ways in both readings, and notes every fault."""
        begin = time.perf_counter()
        strict = compare(self.old, self.new, reading=Reading.STRICT)
        self.tally.slowest = max(self.tally.slowest, time.perf_counter() - begin)
        pragmatic = compare(self.old, self.new, reading=Reading.PRAGMATIC)
        back = compare(self.new, self.old, reading=Reading.STRICT)
        self.tally.changed += bool(strict.changes)
        self.tally.unproven += [f"{self.title}: {one}" for one in strict.unproven]
        self._check_witnesses(strict, pragmatic)
        self._check_mirror(strict, back)
        self._hunt(strict, pragmatic)
        if self.edits and all(edit.neutral for edit in self.edits) and (strict.narrowed or strict.widened):
            self._fault(f"neutral, but {[c.rule for c in strict.changes]}")

    def _fault(self, what: str) -> None:
        self.tally.faults.append(f"{self.title}: {what}")

    def _check_witnesses(self, *comparisons: Comparison) -> None:
        second = {"old": Second(bundle(self.old)), "new": Second(bundle(self.new))}
        for comparison in comparisons:
            witnesses = [c.witness for c in comparison.changes if c.effect is not Effect.NONE]
            if None in witnesses:
                self._fault("a change of effect without a witness")
            for witness in (*witnesses, comparison.narrowed, comparison.widened):
                if witness is None:
                    continue
                self.tally.witnesses += 1
                other = "new" if witness.accepted_by == "old" else "old"
                body = json.loads(witness.text)
                if not second[witness.accepted_by].accepts(body) or second[other].accepts(body):
                    self._fault(f"no witness in the second opinion: {witness}")

    def _check_mirror(self, there: Comparison, back: Comparison) -> None:
        if (bool(there.narrowed), bool(there.widened)) != (bool(back.widened), bool(back.narrowed)):
            self._fault("the comparison back says something else")
        rules = sorted((RULES[c.rule].opposite, c.variant, c.place) for c in there.changes)
        backs = sorted((c.rule, c.variant, c.place) for c in back.changes)
        if rules != backs:
            self._fault(f"the changes back are others: {rules} {backs}")

    def _hunt(self, strict: Comparison, pragmatic: Comparison) -> None:
        """Random bodies: whatever tells the versions apart must have been foretold."""
        judges = [Validator(c.documents, c.interface.body) for c in (self.old, self.new)]
        for source, side in ((self.old, "old"), (self.new, "new")):
            for body in bodies(source, self.seed):
                self.tally.payloads += 1
                verdicts = [judge.verdict(body) for judge in judges]
                narrows = verdicts == [Verdict.VALID, Verdict.INVALID]
                widens = verdicts == [Verdict.INVALID, Verdict.VALID]
                missed = (
                    (narrows and strict.narrowed is None and strict.backward)
                    or (widens and strict.widened is None and strict.forward)
                    or (narrows and side == "old" and pragmatic.backward)
                    or (widens and side == "new" and pragmatic.forward)
                )
                if missed:
                    self._fault(f"missed: {json.dumps(body)[:300]} {[v.value for v in verdicts]}")
                    return


def bodies(contract: Contract, seed: int) -> Iterator[Any]:
    """Random bodies for *contract*: states and near misses of its places, mixed; then valid ones, damaged."""
    try:
        stream = Samples(contract).mixtures(seed)
        yield from (json.loads(next(stream).text) for _ in range(PAYLOADS))
    except (IndexError, TypeError, ValueError):
        pass  # an edit left a variant that has no typical event
    body = Goal(Site(contract.documents, contract.interface.body), wanted=True)
    sounds = [sound for sound in Search(pragmatic=False).models((body,), 8) if list(places(sound))]
    yield from changed_at_random(sounds, PAYLOADS // 2 if sounds else 0, seed)


def pairs(seeds: range, tally: Tally) -> None:
    """A trial for each seed of two versions that have nothing in common but the tags."""
    for seed in seeds:
        tally.tried += 1
        try:
            versions = [loaded(made_up(random.Random(seed + many)), "openapi.json") for many in (0, 10**6)]
            Trial(*versions, [], seed, tally).run()
        except ContractError:
            tally.unusable += 1


def trials(documents: Documents, entry: str, seeds: range, tally: Tally, among: Sequence[Edit] = EDITS) -> None:
    """A trial for each seed; edits that leave no usable contract are counted and passed over."""
    for seed in seeds:
        rng = random.Random(seed)
        new, edits = edited(documents, schemas_of, rng, rng.choice((1, 1, 1, 2, 3)), among)
        tally.tried += 1
        try:
            versions = loaded(documents, entry), loaded(new, entry)
            Trial(*versions, edits, seed, tally).run()
        except ContractError:
            tally.unusable += 1
