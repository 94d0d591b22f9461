"""Planted faults: receivers that keep the contract but for one thing, and the one rule that this must break."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eventpact.contract import Contract, Verdict, load
from eventpact.contract.interface import Refusal
from eventpact.exchange import Answer, Failure, Key, Request
from eventpact.files import contract_reader
from eventpact.pointer import replaced, resolve
from eventpact.targets.http import key_value

from tests.contract.sound import KEY, Edit, SoundReceiver, edited


@dataclass(frozen=True)
class Planted:
    """A faulty receiver by *name*, made for the contract at a path, and the *rule* that a run must find broken."""

    name: str
    rule: str
    make: Callable[[Path], SoundReceiver]


def _contract(entry: Path) -> Contract:
    return load(*contract_reader(entry))


# -- faults of what is accepted: a receiver that keeps an edited contract ------------------------------------------


def _as_schema(name: str, rule: str, edit: Edit) -> Planted:
    return Planted(name, rule, lambda entry: SoundReceiver(edited(entry, edit)))


def _drop(*keywords: str) -> Edit:
    def edit(node: dict[str, Any]) -> None:
        for keyword in keywords:
            if not isinstance(node.get(keyword), dict):  # a property of that name is none of our business
                node.pop(keyword, None)

    return edit


def _also(asked: str, taken: str) -> Edit:
    """Where *asked* is allowed, *taken* is too."""

    def edit(node: dict[str, Any]) -> None:
        types = node.get("type")
        if {"kind", "records"} & set(node.get("properties", ())):
            return  # a contract whose events or body are no objects would be none
        if types == asked and "enum" not in node:
            node["type"] = [asked, taken]
        elif isinstance(types, list) and asked in types and taken not in types:
            node["type"] = [*types, taken]

    return edit


def _keep_the_discriminator(edit: Edit) -> Edit:
    """Without its discriminator an edited contract would be none."""

    def kept(node: dict[str, Any]) -> None:
        if isinstance(node.get("required"), list) and not {"kind", "event"} & set(node["required"]):
            edit(node)

    return kept


def _open(node: dict[str, Any]) -> None:
    if node.get("additionalProperties") is False:
        del node["additionalProperties"]


def _never_null(node: dict[str, Any]) -> None:
    if isinstance(node.get("type"), list) and "null" in node["type"]:
        node["type"] = [t for t in node["type"] if t != "null"]


def _fewer_members(node: dict[str, Any]) -> None:
    if isinstance(node.get("enum"), list) and len(node["enum"]) > 1:
        node["enum"] = node["enum"][:-1]


def _any_case(node: dict[str, Any]) -> None:
    if isinstance(node.get("enum"), list) and len(node["enum"]) > 1:
        node["enum"] = [*node["enum"], *(m.upper() for m in node["enum"] if isinstance(m, str))]


def _no_fraction(node: dict[str, Any]) -> None:
    if node.get("format") == "date-time":
        node["not"] = {"pattern": r"[.][0-9]+"}


def _upper_case_only(node: dict[str, Any]) -> None:
    if node.get("format") == "date-time":
        node["not"] = {"pattern": "[tz]"}


def _not_empty(node: dict[str, Any]) -> None:
    if node.get("type") == "string" and "format" not in node and "enum" not in node and "minLength" not in node:
        node["minLength"] = 1


def _nothing_negative(node: dict[str, Any]) -> None:
    if node.get("type") == "number":
        node["minimum"] = 0


def _schema_faults() -> Iterator[Planted]:
    yield _as_schema("required is not checked", "reject-required", _keep_the_discriminator(_drop("required")))
    yield _as_schema("format is not checked", "reject-format", _drop("format"))
    yield _as_schema("null is taken for a number", "reject-null", _also("number", "null"))
    yield _as_schema("null is taken for a string", "reject-null", _also("string", "null"))
    for asked, taken in (
        ("number", "string"), ("number", "boolean"), ("integer", "number"), ("integer", "string"),
        ("string", "number"), ("string", "boolean"), ("array", "object"), ("object", "array"),
    ):  # fmt: skip
        yield _as_schema(f"{taken} is taken for {asked}", "reject-type", _also(asked, taken))
    yield _as_schema("bounds are not checked", "reject-bound", _drop("minimum", "maximum", "exclusiveMinimum"))
    yield _as_schema("lengths are not checked", "reject-bound", _drop("minLength", "maxLength"))
    yield _as_schema("patterns are not checked", "reject-bound", _drop("pattern"))
    yield _as_schema("maxItems is not checked", "reject-bound", _drop("maxItems"))
    yield _as_schema("minItems is not checked", "reject-bound", _drop("minItems"))
    yield _as_schema("a closed object is open", "reject-closed", _open)
    yield _as_schema("the case of members is ignored", "reject-enum", _any_case)
    yield _as_schema("null is never taken", "accept-state", _never_null)
    yield _as_schema("the last member is forgotten", "accept-state", _fewer_members)
    yield _as_schema("fractions of a second are refused", "accept-state", _no_fraction)
    yield _as_schema("t and z are refused in lower case", "accept-state", _upper_case_only)
    yield _as_schema("empty strings are refused", "accept-state", _not_empty)
    yield _as_schema("negative numbers are refused", "accept-state", _nothing_negative)


# -- faults of one step --------------------------------------------------------------------------------------------


def _step(name: str, rule: str, **steps: Callable[..., Any]) -> Planted:
    kind = type("Faulty", (SoundReceiver,), steps)
    return Planted(name, rule, lambda entry: kind(_contract(entry)))


def _no_check(self: SoundReceiver, request: Request) -> None:
    return None


def _key_by(taken: Callable[[str | None], bool]) -> Callable[..., Any]:
    def key(self: SoundReceiver, request: Request) -> Refusal | None:
        return None if taken(key_value(request.key, KEY)) else Refusal.KEY

    return key


def _key_faults() -> Iterator[Planted]:
    yield _step("no key is needed", "reject-key", key=_no_check)
    yield _step("any key will do", "reject-key", key=_key_by(bool))
    yield _step("a missing key will do", "reject-key", key=_key_by(lambda k: k in {None, KEY}))
    yield _step("an empty key will do", "reject-key", key=_key_by(lambda k: k in {"", KEY}))
    yield _step("the key's beginning will do", "reject-key", key=_key_by(lambda k: bool(k) and KEY.startswith(str(k))))
    yield _step("what is behind the key is ignored", "reject-key", key=_key_by(lambda k: str(k).startswith(KEY)))
    yield _step("the key's case is ignored", "reject-key", key=_key_by(lambda k: str(k).lower() == KEY.lower()))

    def in_query(self: SoundReceiver, request: Request) -> Refusal | None:
        return None if request.key in {Key.TENANT, Key.IN_QUERY} else Refusal.KEY

    yield _step("the key is taken from the query", "reject-key", key=in_query)


def _read_by(parse: Callable[[bytes], Any]) -> Callable[..., Any]:
    """A payload step that reads bodies with another parser."""

    def payload(self: SoundReceiver, request: Request) -> Refusal | None:
        try:
            value = parse(request.body or b"")
        except ValueError:
            return Refusal.MALFORMED
        return None if self.oracle.verdict(value) is Verdict.VALID else Refusal.INVALID

    return payload


def _first_text(body: bytes) -> Any:
    return json.JSONDecoder().raw_decode(body.decode())[0]


def _without_comments(body: bytes) -> Any:
    return json.loads(body.decode().replace("/* batch */", ""))


def _empty_is_no_events(self: SoundReceiver, request: Request) -> Refusal | None:
    return None if not (request.body or b"").strip() else SoundReceiver.payload(self, request)


def _nan_is_null(body: bytes) -> Any:
    return json.loads(body.decode(), parse_constant=lambda name: 1.0)


def _json_faults() -> Iterator[Planted]:
    yield _step("what follows the JSON is ignored", "reject-malformed", payload=_read_by(_first_text))
    yield _step("comments are taken", "reject-malformed", payload=_read_by(_without_comments))
    yield _step("NaN is taken", "reject-malformed", payload=_read_by(_nan_is_null))
    yield _step("UTF-16 is taken", "reject-malformed", payload=_read_by(json.loads))
    yield _step("raw control characters are taken", "reject-malformed",
                payload=_read_by(lambda body: json.loads(body.decode(), strict=False)))  # fmt: skip
    yield _step("an empty body is an empty batch", "reject-malformed", payload=_empty_is_no_events)


def _only(choose: Callable[[list[Any]], list[Any]]) -> Callable[..., Any]:
    """A payload step that checks only some of the events."""

    def payload(self: SoundReceiver, request: Request) -> Refusal | None:
        refusal = SoundReceiver.payload(self, request)
        if refusal is not Refusal.INVALID:
            return refusal
        body = json.loads(request.body or b"")
        try:
            checked = replaced(body, self.contract.events_at, choose(resolve(body, self.contract.events_at)))
        except (LookupError, TypeError, AttributeError):
            return refusal
        return None if self.oracle.verdict(checked) is Verdict.VALID else refusal

    return payload


def _shorter_than(limit: int) -> Callable[..., Any]:
    def payload(self: SoundReceiver, request: Request) -> Refusal | None:
        refusal = SoundReceiver.payload(self, request)
        if refusal is not None:
            return refusal
        events = resolve(json.loads(request.body or b""), self.contract.events_at)
        return Refusal.INVALID if len(events) >= limit else None

    return payload


def _charset_refused(self: SoundReceiver, request: Request) -> Refusal | None:
    return None if request.content_type == self.interface.media_type else Refusal.MEDIA_TYPE


def _around_faults() -> Iterator[Planted]:
    yield _step("any media type is taken", "reject-media-type", media_type=_no_check)
    yield _step("parameters of the media type are refused", "accept-media-type", media_type=_charset_refused)
    yield _step("only the first event is checked", "batch-all-checked", payload=_only(lambda events: events[:1]))
    yield _step("only the last event is checked", "batch-all-checked", payload=_only(lambda events: events[-1:]))
    yield _step("a batch of a hundred is refused", "batch-size", payload=_shorter_than(100))
    yield _step("a mixed batch is refused", "accept-mixed", payload=_unmixed)


def _unmixed(self: SoundReceiver, request: Request) -> Refusal | None:
    refusal = SoundReceiver.payload(self, request)
    if refusal is not None:
        return refusal
    events = resolve(json.loads(request.body or b""), self.contract.events_at)
    minimal_and_typical = len({len(json.dumps(event)) for event in events}) > 1 and len(events) < 20
    return Refusal.INVALID if minimal_and_typical else None


# -- faults of the answer ------------------------------------------------------------------------------------------


def _instead(of: Callable[[SoundReceiver, Request, int], bool], answer: Answer) -> Callable[..., Any]:
    def replace_answer(self: SoundReceiver, request: Request) -> Answer | int:
        right = SoundReceiver.answer(self, request)
        assert isinstance(right, int)
        return answer if of(self, request, right) else right

    return replace_answer


def _when(refusal: Refusal) -> Callable[[SoundReceiver, Request, int], bool]:
    return lambda self, request, status: status == self.interface.status(refusal)


def _success(self: SoundReceiver, request: Request, status: int) -> bool:
    return status == self.interface.success


def _holds(text: bytes) -> Callable[[SoundReceiver, Request, int], bool]:
    return lambda self, request, status: text in (request.body or b"")


def _answer_faults() -> Iterator[Planted]:
    def taken(self: SoundReceiver, request: Request) -> Answer | int:
        right = SoundReceiver.answer(self, request)
        return self.interface.success if right == self.interface.status(Refusal.METHOD) else right

    yield _step("any method is taken", "reject-method", answer=taken)

    def closed(self: SoundReceiver, request: Request) -> Answer | int:
        right = SoundReceiver.answer(self, request)
        return self.interface.status(Refusal.INVALID) if b"x_unknown" in (request.body or b"") else right

    def wants_an_optional(self: SoundReceiver, request: Request) -> Answer | int:
        right = SoundReceiver.answer(self, request)
        bare = b'"celsius"' in (request.body or b"") and b"sensor" not in (request.body or b"")
        return self.interface.status(Refusal.INVALID) if bare and b"battery" not in (request.body or b"") else right

    yield _step("one of two optional properties must be there", "accept-minimal", answer=wants_an_optional)
    yield _step("unknown properties are refused", "accept-state", answer=closed)

    def planted(name: str, rule: str, of: Callable[..., bool], **answer: Any) -> Planted:
        return _step(name, rule, answer=_instead(of, Answer(0.0, **answer)))

    yield planted("an invalid event crashes it", "no-crash", _when(Refusal.INVALID), status=500)
    yield planted("a leap second crashes it", "no-crash", _holds(b":60Z"), status=500)
    yield planted("a lone surrogate crashes it", "no-crash", _holds(b"\\ud800"), status=500)
    yield planted("a wrong key crashes it", "no-crash", _when(Refusal.KEY), status=500)
    yield planted("a valid batch is answered late", "no-hang", _success, failure=Failure.HANG)
    yield planted("a malformed body hangs it", "no-hang", _holds(b"/* batch */"), failure=Failure.HANG)
    yield planted("a malformed body drops the connection", "no-drop", _holds(b"/* batch */"), failure=Failure.DROP)
    yield planted("the answer is garbled", "no-drop", _when(Refusal.METHOD), failure=Failure.GARBLED)
    yield planted("success has another status", "success-exact", _success, status=207)
    yield planted("a wrong method has another status", "status-exact", _when(Refusal.METHOD), status=404)
    yield planted("a wrong media type has another status", "status-exact", _when(Refusal.MEDIA_TYPE), status=406)


PLANTED: tuple[Planted, ...] = (
    *_schema_faults(), *_key_faults(), *_json_faults(), *_around_faults(), *_answer_faults(),
)  # fmt: skip
