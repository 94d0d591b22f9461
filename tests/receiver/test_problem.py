"""Problem details (RFC 9457) and what they are made of."""

from __future__ import annotations

import json

import pytest
from eventpact.contract.interface import Refusal
from eventpact.receiver.problem import new_instance, problem

HOSTILE = "\ud800 \x00 \u202e \x1b[31m é \U0001f600"


def test_whatever_the_texts_hold_the_answer_is_written_in_ascii_and_reads_back() -> None:
    answer = problem(422, HOSTILE, faults=[{"pointer": f"/{HOSTILE}", "detail": HOSTILE, "variant": HOSTILE}])
    assert bytes(answer.body).isascii()
    read = json.loads(bytes(answer.body))
    assert read["detail"] == read["errors"][0]["variant"] == HOSTILE


def test_members_that_say_nothing_are_left_out() -> None:
    assert "errors" not in json.loads(bytes(problem(400, "x").body))


def test_the_media_type_is_that_of_problem_details() -> None:
    assert problem(400, "x").headers["content-type"] == "application/problem+json"


def test_every_status_that_a_refusal_may_have_has_a_title() -> None:
    for status in {404, 500}.union(*(refusal.value for refusal in Refusal)):
        assert json.loads(bytes(problem(status, "x").body))["title"]


def test_an_instance_is_kept_where_one_is_given() -> None:
    instance = new_instance()
    assert json.loads(bytes(problem(500, "x", instance=instance).body))["instance"] == instance


@pytest.mark.parametrize("name", ["retry-after", "Retry-After"])
def test_headers_are_sent_along(name: str) -> None:
    assert problem(503, "x", headers={name: "5"}).headers["retry-after"] == "5"
