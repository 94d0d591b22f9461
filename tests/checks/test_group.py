"""One cause, one finding: which symptoms belong together, which stay apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

import pytest
from eventpact.checks import findings
from eventpact.exchange import Answer, Key
from eventpact.findings import Aspect, Place, Severity, Symptom

from tests.checks.symptoms import at, symptom, tried

NUMBERS = at(*(f"n{n}" for n in range(15)))
TIMES = at(*(f"t{n}" for n in range(6)))


def accepted(
    kinds: Iterable[str], places: Iterable[Place], rule: str = "reject-type", asked: str = "number"
) -> list[Symptom]:
    return [symptom(rule, kind, place=place, asked=asked) for kind, place in product(kinds, places)]


def test_what_converts_values_at_all_fields_is_one_finding_that_names_none() -> None:
    found = accepted(["numeric string as number", "boolean as number"], NUMBERS)
    (finding,) = findings(found, tried(found))
    assert finding.summary == "values of other types are taken as number (2 kinds), at all 15 number fields"
    assert finding.kinds == {"numeric string as number": 15, "boolean as number": 15}
    assert len(finding.places) == 15
    assert finding.aspect is Aspect.CONVERTED
    assert finding.id == "reject-type.number.accepted"


def test_fields_that_differ_from_the_others_of_their_shape_are_named() -> None:
    found = accepted(["numeric string as number"], NUMBERS[:2])
    (finding,) = findings(found, tried(found, *NUMBERS))
    assert finding.summary == "numeric string as number: accepted, at 2 of 15 number fields: a /n0 and a /n1"


def test_nothing_is_said_of_other_fields_where_nothing_is_known_of_them() -> None:
    (finding,) = findings(accepted(["boolean as number"], NUMBERS[:2]))
    assert finding.summary == "boolean as number: accepted, at a /n0 and a /n1"


def test_kinds_that_hold_at_other_fields_than_the_rest_are_a_finding_apart() -> None:
    lax = accepted(["date only", "space instead of T"], TIMES, "reject-format", "date-time")
    unchecked = accepted(["word as date-time", "empty string as date-time"], TIMES[:1], "reject-format", "date-time")
    everywhere, one = findings([*lax, *unchecked], tried([*lax, *unchecked], *TIMES))
    assert set(everywhere.kinds) == {"date only", "space instead of T"}
    assert set(one.kinds) == {"word as date-time", "empty string as date-time"}
    assert one.id == "reject-format.date-time.accepted.at-a-t0"


def test_many_ways_to_divide_a_family_are_told_as_one_beside_what_holds_everywhere() -> None:
    lax = accepted(["date only"], TIMES, "reject-format", "date-time")
    odd = [accepted([f"kind {place}"], [place], "reject-format", "date-time") for place in TIMES]
    found = [*lax, *(one for each in odd for one in each)]
    everywhere, rest = findings(found, tried(found, *TIMES))
    assert list(everywhere.kinds) == ["date only"]
    assert len(rest.kinds) == len(TIMES)
    assert "each at fields of its own: a /t0, a /t1, a /t2 and 3 more" in rest.summary
    assert rest.id.startswith("reject-format.date-time.accepted.at-6-places-")


def test_numbers_for_date_times_belong_to_the_date_times() -> None:
    spelled = accepted(["date only"], TIMES, "reject-format", "date-time")
    unix = accepted(["Unix time as date-time"], TIMES, "reject-type", "date-time")
    plain = accepted(["number as string"], TIMES, "reject-type", "string")
    (finding,) = findings([*spelled, *unix, *plain], tried([*spelled, *unix, *plain]))
    assert (finding.rule, finding.aspect) == ("reject-format", Aspect.DATE_TIMES)
    assert set(finding.kinds) == {"date only", "Unix time as date-time", "number as string"}


def test_null_is_one_finding_over_all_shapes() -> None:
    found = accepted(["null as number"], NUMBERS, "reject-null")
    found += accepted(["null as string"], at("s"), "reject-null", "string")
    (finding,) = findings(found, tried(found))
    assert finding.summary == "null is taken where it is not allowed (2 kinds), at all 16 fields"


def test_what_is_observed_otherwise_stays_apart() -> None:
    kinds = accepted(["boolean as number"], NUMBERS)
    crashed = [symptom("no-crash", s.kind, place=s.place, observed="answered with 500", tests=s.rule) for s in kinds]
    assert [f.rule for f in findings([*kinds, *crashed])] == ["no-crash", "reject-type"]


def test_shapes_stay_apart() -> None:
    found = accepted(["boolean as number"], NUMBERS) + accepted(["1 as boolean"], at("b"), asked="boolean")
    assert len(findings(found)) == 2


@pytest.mark.parametrize(
    "kinds", [("lone surrogate", "lone surrogate in an invalid event"), ("NaN", "number beyond a double")]
)
def test_odd_values_of_one_sort_that_crash_are_one_finding(kinds: tuple[str, str]) -> None:
    found = [symptom("no-crash", kind, observed="answered with 500", tests="reject-type") for kind in kinds]
    (finding,) = findings(found)
    assert set(finding.kinds) == set(kinds)


def test_odd_values_of_several_sorts_that_crash_are_apart() -> None:
    kinds = ("lone surrogate", "NaN", "integer beyond 64 bits", "deep nesting")
    assert (
        len(findings(symptom("no-crash", kind, observed="answered with 500", tests="no-crash") for kind in kinds)) == 4
    )


def test_what_crashes_on_any_invalid_event_is_one_finding_and_odd_values_stay_apart() -> None:
    rules = ("reject-type", "reject-null", "reject-required", "reject-enum")
    found = [symptom("no-crash", f"kind of {rule}", observed="answered with 500", tests=rule) for rule in rules]
    odd = symptom("no-crash", "lone surrogate", observed="answered with 500", tests="no-crash")
    assert [f.id for f in findings([*found, odd])] == [
        "no-crash.invalid-events.answered-with-500",
        "no-crash.lone-surrogates.answered-with-500",
    ]
    assert len(findings(found[:2])) == 2


def test_who_answers_all_sorts_of_requests_too_late_is_slow_and_no_more() -> None:
    kinds = ("lone surrogate", "deep nesting", "name twice")
    found = [symptom("no-hang", kind, observed="no answer in time", tests="no-crash") for kind in kinds]
    assert [f.id for f in findings(found)] == ["no-hang.various-requests.no-answer-in-time"]
    assert len(findings(found[:2])) == 2
    dropped = [symptom("no-drop", kind, observed="the connection was dropped", tests="no-crash") for kind in kinds]
    assert len(findings(dropped)) == 3


def test_a_second_tenant_whose_key_is_refused_is_one_finding() -> None:
    second = replace(symptom().request, key=Key.SECOND)
    answers = ((401, "event of the second tenant alone"), (401, "same event from another tenant"), (422, "same event"))
    found = [
        symptom("scope-accepted", kind, observed=f"refused with {status}", request=second, answer=Answer(0.0, status))
        for status, kind in answers
    ]
    assert len(findings(found)) == 2


@pytest.mark.parametrize("rule", ["reject-type", "no-crash"])
def test_what_goes_wrong_alone_explains_what_goes_wrong_among_others(rule: str) -> None:
    observed = {"reject-type": "accepted", "no-crash": "answered with 500"}[rule]
    alone = symptom(rule, "boolean as number", observed=observed, tests="reject-type")
    broken = "batch-all-checked" if rule == "reject-type" else rule
    among = symptom(broken, "boolean as number", observed=observed, tests="batch-all-checked")
    other = symptom(broken, "word as number", observed=observed, tests="batch-all-checked")
    found = findings([alone, among, other])
    assert sorted(sorted(finding.kinds.items()) for finding in found) == [
        [("boolean as number", 2)],
        [("word as number", 1)],
    ]


def test_a_wrong_answer_to_any_invalid_event_is_one_finding() -> None:
    rules = ("reject-type", "reject-null", "reject-required")
    found = [symptom(rule, f"kind of {rule}", observed="answered with 404") for rule in rules]
    assert [f.id for f in findings(found)] == ["reject-required.invalid-events.answered-with-404"]


def test_a_status_that_is_wrong_everywhere_is_one_finding() -> None:
    found = [
        symptom("status-exact", f"kind {n}", observed="refused with 400", place=place)
        for n, place in enumerate(NUMBERS)
    ]
    other = symptom("status-exact", "kind", observed="refused with 400", expected="refused with 415")
    summaries = {finding.summary for finding in findings([*found, other], tried(found, *NUMBERS))}
    assert summaries == {
        "refused with 400 where the contract says: refused with 422",
        "refused with 400 where the contract says: refused with 415",
    }


def test_where_a_typical_event_is_refused_its_states_tell_nothing_more() -> None:
    typical = symptom("accept-typical", "typical event", observed="refused with 422", place=Place("a"))
    states = [symptom("accept-state", kind, observed="refused with 422", asked="") for kind in ("null", "zero")]
    elsewhere = symptom("accept-state", "null", observed="refused with 422", asked="", place=Place("b", "/x"))
    first, second = sorted(findings([typical, *states, elsewhere]), key=lambda f: f.id)
    assert (first.rule, second.rule) == ("accept-state", "accept-typical")
    assert set(second.kinds) == {"typical event", "null", "zero"}
    assert second.example == typical


def test_a_minimal_event_that_lacks_what_must_be_there_is_the_same_finding() -> None:
    minimal = symptom("accept-minimal", "minimal event", observed="refused with 422", place=Place("a"))
    absent = symptom("accept-state", "optional property absent", observed="refused with 422", asked="")
    (finding,) = findings([minimal, absent])
    assert finding.example == absent
    assert [f.rule for f in findings([minimal])] == ["accept-minimal"]


def test_who_takes_any_key_takes_a_wrong_one() -> None:
    keys = ("a key that nobody has", "the key without its last character", "no key")
    found = [symptom("reject-key", kind, asked="", place=Place()) for kind in keys]
    assert len(findings(found)) == 1
    assert len(findings(found[1:])) == 2


def test_members_of_different_enums_are_apart_and_those_of_one_together() -> None:
    found = [
        symptom("accept-state", f"member {name!r}", observed="refused with 422", place=Place("a", pointer))
        for name, pointer in (("x", "/one"), ("y", "/one"), ("z", "/two"))
    ]
    assert [sorted(f.kinds) for f in findings(found, tried(found))] == [["member 'x'", "member 'y'"], ["member 'z'"]]


def combined(*states: tuple[str, str]) -> Symptom:
    return symptom("accept-state", "combination", observed="refused with 422", states=frozenset(states))


def test_states_that_must_come_together_are_a_finding_of_their_own() -> None:
    pair = (("/bet", "member 'System'"), ("/bets", "null"))
    single = symptom("accept-state", "null", observed="refused with 422")
    summaries = sorted(f.summary for f in findings([combined(*pair), combined(*pair, ("/c", "null")), single]))
    assert len(summaries) == 3
    assert summaries[0].startswith("member 'System' and null together: refused with 422")


def test_members_of_one_enum_that_fail_together_with_the_same_are_one_finding() -> None:
    found = [combined(("/currency", f"member {name!r}"), ("/bets", "null")) for name in ("EUR", "USD", "GBP")]
    assert len(findings(found)) == 1
    assert len(findings([*found, combined(("/other", "member 'EUR'"), ("/bets", "null"))])) == 2


@pytest.mark.parametrize(
    ("kinds", "one"),
    [
        (("NaN", "Infinity"), True),
        (("trailing comma", "comment"), True),
        (("NaN", "trailing comma"), False),
        (("UTF-16", "invalid UTF-8"), True),
        (("text cut short", "two JSON texts"), False),
    ],
)
def test_json_that_is_damaged_alike_belongs_together(kinds: tuple[str, str], one: bool) -> None:
    found = findings(symptom("reject-malformed", kind, asked="", place=Place()) for kind in kinds)
    assert len(found) == (1 if one else 2)
    assert {f.hint for f in found} == ({""} if one else {"bodies seem to be parsed by a lenient JSON parser"})


def test_numbers_in_the_words_of_a_kind_make_no_finding_of_their_own() -> None:
    found = [
        symptom("batch-size", f"batch of {n}", observed="refused with 413", place=Place()) for n in ("100", "1,000")
    ]
    assert len(findings(found)) == 1


def test_the_example_is_the_smallest_of_the_gravest() -> None:
    small = symptom(request=symptom().request.__class__("POST", b"[]", None), severity=Severity.DEVIATION)
    (finding,) = findings([small, symptom()])
    assert finding.example == symptom()
    assert finding.severity is Severity.VIOLATION


def test_the_gravest_finding_comes_first() -> None:
    mild = symptom("status-exact", observed="refused with 400")
    assert [f.severity for f in findings([mild, symptom()])] == [Severity.VIOLATION, Severity.DEVIATION]
