"""The search for the smallest part that still shows it."""

from __future__ import annotations

import asyncio
from math import ceil, log2

from eventpact.runner.search import fewest, smallest
from hypothesis import given
from hypothesis import strategies as st

wholes = st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.integers(0, n - 1), max_size=5)))


@given(wholes)
def test_what_is_needed_is_found_exactly_and_in_order_with_few_questions(whole: tuple[int, set[int]]) -> None:
    size, needed = whole
    asked: list[list[int]] = []

    async def holds(parts: list[int]) -> bool:
        asked.append(parts)
        return needed <= set(parts)

    assert asyncio.run(smallest(range(size), holds)) == sorted(needed)
    assert len(asked) <= 1 + 2 * len(needed) * (ceil(log2(size)) + 1)


@given(wholes)
def test_no_question_is_asked_twice(whole: tuple[int, set[int]]) -> None:
    size, needed = whole
    asked: list[tuple[int, ...]] = []

    async def holds(parts: list[int]) -> bool:
        asked.append(tuple(sorted(parts)))
        return needed <= set(parts)

    asyncio.run(smallest(range(size), holds))
    assert len(asked) == len(set(asked))


@given(wholes, st.integers(0, 30))
def test_an_answer_that_is_never_given_makes_the_result_larger_but_not_wrong(
    whole: tuple[int, set[int]], questions: int
) -> None:
    size, needed = whole
    left = questions

    async def holds(parts: list[int]) -> bool:
        nonlocal left
        left -= 1
        return left >= 0 and needed <= set(parts)

    assert needed <= set(asyncio.run(smallest(range(size), holds)))


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.data())
def test_one_of_several_causes_is_found_and_none_of_its_parts_can_be_left_out(
    parts: list[int], data: st.DataObject
) -> None:
    whole = list(enumerate(parts))
    causes = data.draw(st.lists(st.sets(st.sampled_from(whole), min_size=1), min_size=1, max_size=4))

    async def holds(chosen: list[tuple[int, int]]) -> bool:
        return any(cause <= set(chosen) for cause in causes)

    found = asyncio.run(smallest(whole, holds))
    assert asyncio.run(holds(found))
    assert not any(asyncio.run(holds([one for one in found if one != left_out])) for left_out in found)


@given(st.integers(1, 500), st.data())
def test_the_fewest_is_found_with_logarithmically_many_questions(most: int, data: st.DataObject) -> None:
    least = data.draw(st.integers(1, most))
    asked = []

    async def holds(n: int) -> bool:
        asked.append(n)
        return n >= least

    assert asyncio.run(fewest(most, holds)) == least
    assert len(asked) <= ceil(log2(most)) + 1
