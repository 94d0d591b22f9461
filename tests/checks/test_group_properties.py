"""What holds of the findings of any symptoms whatever."""

from __future__ import annotations

import re
from random import Random

from eventpact.checks import findings
from eventpact.findings import Finding, Place, Symptom
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.symptoms import symptoms, tried


@given(st.lists(symptoms, max_size=30), st.randoms(), st.sets(st.sampled_from(("/x", "/y/0", "/z"))))
def test_the_order_of_symptoms_does_not_matter(found: list[Symptom], random: Random, known: set[str]) -> None:
    where = tried(found, *(Place("a", pointer) for pointer in known))
    shuffled = list(found)
    random.shuffle(shuffled)
    assert _comparable(findings(shuffled, where)) == _comparable(findings(found, where))


def _comparable(found: list[Finding]) -> list[object]:
    """All of each finding but which one of two equal symptoms is its example."""
    return [(f.id, f.rule, f.severity, f.kinds, f.places, f.hint) for f in found]


@given(st.lists(symptoms, max_size=30), st.booleans())
def test_every_symptom_is_in_exactly_one_finding(found: list[Symptom], known: bool) -> None:
    made = findings(found, tried(found, Place("a", "/else")) if known else {})
    assert sum(sum(f.kinds.values()) for f in made) == len(found)
    assert {s.place for s in found} == {place for f in made for place in f.places}


@given(st.lists(symptoms, max_size=30))
def test_ids_are_names_that_no_two_findings_share(found: list[Symptom]) -> None:
    ids = [finding.id for finding in findings(found)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", one) for one in ids)


@given(st.lists(symptoms, min_size=1, max_size=20))
def test_ids_are_the_same_in_a_run_that_sees_everything_twice(found: list[Symptom]) -> None:
    assert [f.id for f in findings([*found, *found])] == [f.id for f in findings(found)]


@given(st.lists(symptoms, max_size=30))
def test_no_finding_holds_two_things_that_were_observed(found: list[Symptom]) -> None:
    for finding in findings(found):
        same = [s for s in found if s.kind in finding.kinds and s.place in finding.places]
        assert any(s.observed == finding.example.observed and s.severity is finding.severity for s in same)
