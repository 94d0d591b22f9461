"""Version numbers: their form, their order, and the steps between them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from eventpact.compat import Bump
from eventpact.evolution.semver import Semver, parse_semver
from hypothesis import given
from hypothesis import strategies as st

_NUMBERS = st.integers(0, 50)
_BEFORE = st.lists(st.sampled_from(["alpha", "beta", "rc", "0", "1", "11", "x-y"]), max_size=3).map(tuple)
VERSIONS = st.builds(Semver, _NUMBERS, _NUMBERS, _NUMBERS, _BEFORE)


@given(VERSIONS)
def test_what_is_written_is_read_again(version: Semver) -> None:
    assert parse_semver(str(version)) == version


@pytest.mark.parametrize(
    "text",
    ["", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0-a..b", "v1.0.0", " 1.0.0", "1.0.0\n",
     "1.0.0+build", "-1.0.0", "١.0.0", "1.0.0-ä", "9" * 5000 + ".0.0"],
)  # fmt: skip
def test_what_is_no_version_is_none(text: str) -> None:
    assert parse_semver(text) is None


def test_versions_are_ordered_as_the_standard_says() -> None:
    ordered = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
               "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0"]  # fmt: skip
    versions = [parse_semver(text) for text in ordered]
    assert all(one < after for one, after in pairwise(v for v in versions if v))
    assert len(versions) == len([v for v in versions if v])


@pytest.mark.parametrize(
    ("last", "bump", "expected"),
    [
        ("1.2.3", Bump.NONE, "1.2.3"),
        ("1.2.3", Bump.PATCH, "1.2.4"),
        ("1.2.3", Bump.MINOR, "1.3.0"),
        ("1.2.3", Bump.MAJOR, "2.0.0"),
        ("0.2.3", Bump.MAJOR, "0.3.0"),
        ("2.0.0-rc.1", Bump.MAJOR, "2.0.0"),
    ],
)
def test_a_bump_raises_its_part_and_resets_the_lower_ones(last: str, bump: Bump, expected: str) -> None:
    version = parse_semver(last)
    assert version is not None
    assert str(version.raised(bump)) == expected


@given(VERSIONS, st.sampled_from(Bump))
def test_the_raised_version_says_the_bump_and_every_lower_one(version: Semver, bump: Bump) -> None:
    raised = version.raised(bump)
    assert all(raised.says(lower, version) for lower in Bump if lower <= bump)


@given(VERSIONS, VERSIONS, st.sampled_from([Bump.PATCH, Bump.MINOR, Bump.MAJOR]))
def test_no_version_that_is_not_greater_says_a_change(version: Semver, last: Semver, bump: Bump) -> None:
    assert version > last or not version.says(bump, last)


@pytest.mark.parametrize(
    ("last", "version", "bump", "says"),
    [
        ("1.2.3", "1.2.4", Bump.MINOR, False),
        ("1.2.3", "1.9.0", Bump.MAJOR, False),
        ("1.2.3", "2.0.0-rc.1", Bump.MAJOR, True),
        ("1.2.3", "3.1.4", Bump.MAJOR, True),
        ("2.0.0-rc.1", "2.0.0-rc.2", Bump.MAJOR, True),
    ],
)
def test_a_step_is_enough_or_it_is_not(last: str, version: str, bump: Bump, says: bool) -> None:
    one, other = parse_semver(version), parse_semver(last)
    assert one is not None
    assert other is not None
    assert one.says(bump, other) is says
