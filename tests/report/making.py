"""Findings and runs to report, made by hand and by Hypothesis; and strings that try to act."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from eventpact.exchange import Answer, Failure, Key, Request
from eventpact.findings import Aspect, Finding, Minimal, Place, Severity, Symptom
from eventpact.progress import Finished, Interactions, Statistics, Untested
from eventpact.report import Subject
from hypothesis import strategies as st

SUBJECT = Subject("Player events", "1.0.0", "http://127.0.0.1:1/bulk", "x-api-key", seed=7)
STATISTICS = Statistics(requests=10, events=20, seconds=1.5, generation_seconds=0.2, network_seconds=1.0)
HOSTILE = (
    'x\x1b[31m\u202e<script>alert(1)</script>\r\n"; rm -rf / #\ud800 ]]> &amp; `$(id)` *b* '
    "[l](http://evil.example) |\ufffe"
)
REQUEST = Request("POST", b'[{"amount":"1"}]', "application/json")
#: One request, then two at once; the last one is the example's.
STEPS = ((replace(REQUEST, body=b"[1]"),), (REQUEST, REQUEST))


def finding(**changes: Any) -> Finding:
    """A violation at one place, seen twice out of two times."""
    symptom = Symptom(
        rule="reject-type",
        kind="numeric string as number",
        severity=Severity.VIOLATION,
        observed="accepted",
        expected="refused with 422",
        place=Place("casino", "/data/amount", "events/casino.schema.json#/x"),
        case="case",
        request=REQUEST,
        answer=Answer(0.01, 204),
        seconds=0.5,
    )
    made = Finding(
        id="reject-type.number.accepted",
        rule=symptom.rule,
        severity=symptom.severity,
        aspect=Aspect.CONVERTED,
        summary="numeric string as number: accepted",
        places=(symptom.place,),
        expected=symptom.expected,
        example=symptom,
        confirmations=2,
        repeats=2,
        kinds={symptom.kind: 1},
    )
    return replace(made, **changes)


def answered(**changes: Any) -> Finding:
    """A finding whose example was answered otherwise."""
    return finding(example=replace(finding().example, answer=replace(Answer(1.0), **changes)))


def sent(request: Request) -> Finding:
    """A finding whose example is another *request*."""
    return finding(example=replace(finding().example, request=request))


def finished(*found: Finding, **changes: Any) -> Finished:
    return replace(Finished(found, 10, (), STATISTICS), **changes)


def hostile() -> Finding:
    """A finding in which every text from outside tries to act."""
    body = HOSTILE.encode("utf-8", "surrogatepass")
    request = Request("POST", body, HOSTILE.replace("\r\n", ""), headers=(("x-odd", "\x1b[1m`"),))
    example = replace(
        finding().example,
        kind=HOSTILE,
        request=request,
        answer=Answer(0.0, 204, {"x": HOSTILE}, body),
    )
    return finding(
        summary=HOSTILE,
        places=(Place(HOSTILE, f"/{HOSTILE}", HOSTILE),),
        kinds={HOSTILE: 1, "other": 2},
        example=example,
        minimal=Minimal(request, 9, ((f"/{HOSTILE}", '"\\u001b[1m"'), ("/b", "null")), REQUEST),
    )


RUNS = {
    "nothing found": finished(),
    "one finding": finished(finding()),
    "several steps": finished(finding(steps=STEPS)),
    "a hang": finished(answered(failure=Failure.HANG, detail="10 s")),
    "rubbish answered": finished(answered(status=500, body=b"\xff\x00")),
    "something untested": finished(finding(), untested=(Untested(Place("a", "/b", "c#"), "type", "no example"),)),
    "ended early": finished(aborted="gone"),
    "combinations": finished(interactions=Interactions(3, 500, 499), failed=2),
    "hostile": finished(hostile()),
    "every option of a request": finished(
        sent(
            Request(
                "PUT",
                b"\xff",
                None,
                Key.SECOND,
                (("a", "1"), ("a", "2")),
                chunked=True,
                expect_continue=True,
                loud=True,
            )
        )
    ),
    "a smallest request": finished(
        finding(minimal=Minimal(REQUEST, 12, (("/0/amount", '"1"'),), replace(REQUEST, body=b"[]")))
    ),
    "deviations of several aspects": finished(
        finding(severity=Severity.DEVIATION, aspect=Aspect.STATUS), finding(severity=Severity.REMARK, hint="a hint")
    ),
}

texts = st.text(max_size=40)
requests = st.builds(
    Request,
    st.sampled_from(("POST", "GET", "HEAD", "X-ODD")),
    st.none() | st.binary(max_size=80) | texts.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.none() | st.sampled_from(("application/json", "text/plain; charset=utf-16")),
    st.sampled_from(Key),
    st.lists(st.tuples(st.sampled_from(("accept", "x-a", "X-B")), st.sampled_from(("", "1", "a b"))), max_size=3).map(
        tuple
    ),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
