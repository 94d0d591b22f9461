"""Payloads for comparing two judges of one contract: valid ones, each with a few random changes."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

DATE_TIMES = [
    "2015-03-02T08:27:58Z", "2015-03-02t08:27:58.123456789012z", "2015-03-02T08:27:58+05:30", "2016-02-29T00:00:00Z",
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999999999-23:59", "2015-03-02 08:27:58Z", "2015-03-02T8:27:58Z",
    "2015-03-02T08:27:58", "2015-03-02T08:27Z", "2015-03-02", "2015-03-02T08:27:58+0530", "2015-03-02T08:27:58+24:00",
    "2015-02-30T00:00:00Z", "1900-02-29T00:00:00Z", "2015-03-02T24:00:00Z", "2015-03-02T08:27:58Z\n", "1425284878",
    "2015-03-02_08:27:58Z", "2015-03-02T08:27:58,5Z", "٢٠١٥-03-02T08:27:58Z",
]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 1.5, 2.0, -0.0, 80.0, 100, 101, -273.15, 2001, 65535, 65536, 2**53 + 1, 2**63 - 1,
    1425284878, 1e300, "", "a", "0", "12.5", "true", "null", "open", "TX-9", "tx-9", "TX-9\n", "x" * 65, "é" * 64,
    [], {}, [1], ["a"], [None], [[]], [{}], {"a": 1}, *DATE_TIMES,
]  # fmt: skip


def mutated(seeds: list[Any], names: list[str], count: int, seed: int) -> Iterator[Any]:
    """*count* payloads, each one of *seeds* with up to two changes; *names* are put in as additional properties."""
    random = Random(seed)
    for _ in range(count):
        payload = copy.deepcopy(random.choice(seeds))
        for _ in range(random.choice((0, 1, 1, 1, 2))):
            payload = _changed(payload, names, random)
        yield payload


def _changed(payload: Any, names: list[str], random: Random) -> Any:
    path = random.choice(list(_paths(payload)))
    if not path:
        return _value(random) if random.random() < 0.1 else payload
    parent = payload
    for token in path[:-1]:
        parent = parent[token]
    kind = random.random()
    if kind < 0.15:
        del parent[path[-1]]
    elif kind < 0.3 and isinstance(parent, dict):
        parent[random.choice(names)] = _value(random)
    else:
        parent[path[-1]] = _value(random)
    return payload


def _value(random: Random) -> Any:
    return copy.deepcopy(random.choice(VALUES))


def _paths(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield above
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for token, child in children:
        yield from _paths(child, (*above, token))
