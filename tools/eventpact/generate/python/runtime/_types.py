"""The types of the models: exactly what JSON Schema means, checked by pydantic's core, without callbacks on JSON."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any, TypeAlias, TypeVar
from uuid import UUID

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, SerializerFunctionWrapHandler
from pydantic_core import CoreSchema, core_schema, to_json

_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
_OFFSET = "([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
_UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class _Type:
    """A type by the schema that pydantic's core gets, and the JSON Schema that it stands for."""

    def __init__(self, core: CoreSchema, error: str, json_schema: dict[str, Any]) -> None:
        code = f"{json_schema.get('format', json_schema.get('type', 'json'))}_expected".replace("-", "_")
        self._core = core_schema.custom_error_schema(core, custom_error_type=code, custom_error_message=error)
        self._json_schema = json_schema

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return self._core

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self._json_schema)


def _text(
    pattern: str, parsed: CoreSchema, instance: CoreSchema, written: core_schema.SerSchema | None = None
) -> CoreSchema:
    """A string of a form that the core then parses; from Python, an instance of the type as well."""
    text = core_schema.chain_schema([core_schema.str_schema(strict=True, pattern=f"^{pattern}$"), parsed])
    either = core_schema.union_schema([instance, text], mode="left_to_right")
    return core_schema.json_or_python_schema(text, either, serialization=written)


def _writable(moment: datetime) -> datetime:
    """*moment*, in UTC where its offset is no whole number of minutes: RFC 3339 could not say it."""
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("the offset is missing")
    try:
        return moment.astimezone(UTC) if offset % timedelta(minutes=1) else moment
    except OverflowError:
        raise ValueError("there is no such moment in UTC") from None


def _written() -> core_schema.SerSchema | None:
    """How a date-time is dumped where the core gets it wrong: early ones lose the sign of an offset below an hour."""
    if b"-00:01" in to_json(datetime(2000, 1, 1, tzinfo=timezone(timedelta(minutes=-1)))):
        return None
    return core_schema.plain_serializer_function_ser_schema(_as_text, when_used="json")


def _as_text(value: Any) -> Any:
    """A date-time in RFC 3339; what else a union holds is none of its business."""
    return value.isoformat() if isinstance(value, datetime) else value


_INT = core_schema.int_schema(strict=True)
_FINITE = core_schema.float_schema(strict=True, allow_inf_nan=False)
_STRING = core_schema.str_schema(strict=True)
_NUMBER = core_schema.union_schema([_INT, _FINITE], mode="left_to_right")
#: A float without a fraction is an integer (JSON Schema 2020-12 validation, §6.1.1), and from 2^53 on each one is.
_WHOLE = core_schema.chain_schema([core_schema.float_schema(strict=True), core_schema.int_schema()])
_INTEGER = core_schema.union_schema(
    [
        _INT,
        _WHOLE,
        core_schema.float_schema(strict=True, allow_inf_nan=False, ge=2**53),
        core_schema.float_schema(strict=True, allow_inf_nan=False, le=-(2**53)),
    ],
    mode="left_to_right",
)
_DATE_TIME = _text(
    f"{_DATE}[Tt]{_TIME}{_OFFSET}",
    core_schema.datetime_schema(tz_constraint="aware"),
    core_schema.no_info_after_validator_function(
        _writable, core_schema.datetime_schema(tz_constraint="aware", strict=True)
    ),
    _written(),
)


def _json(value: Any) -> Any:
    """*value*, which came from Python, when JSON can say it."""
    try:
        if _is_json(value):
            return value
    except RecursionError:  # it holds itself
        pass
    raise ValueError("not a JSON value")


def _is_json(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_json(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(map(_is_json, value))
    return math.isfinite(value) if isinstance(value, float) else value is None or isinstance(value, (str, int))


_ANYTHING = core_schema.json_or_python_schema(
    core_schema.any_schema(), core_schema.no_info_plain_validator_function(_json)
)

Number: TypeAlias = Annotated[int | float, _Type(_NUMBER, "Input should be a number", {"type": "number"})]
"""A JSON number: no string, no boolean, neither NaN nor infinity; integers of any size stay exact."""

Integer: TypeAlias = Annotated[int, _Type(_INTEGER, "Input should be a whole number", {"type": "integer"})]
"""A JSON number without a fraction: 2.0 is one, and comes as 2; 1e300 is one that stays a float."""

DateTime: TypeAlias = Annotated[
    datetime,
    _Type(
        _DATE_TIME,
        "Input should be an RFC 3339 date-time such as 2015-03-02T08:27:58Z",
        {"type": "string", "format": "date-time"},
    ),
]
"""An RFC 3339 date-time with its offset, as an aware datetime; digits beyond microseconds are cut off."""

Date: TypeAlias = Annotated[
    date,
    _Type(
        _text(_DATE, core_schema.date_schema(), core_schema.date_schema(strict=True)),
        "Input should be an RFC 3339 date such as 2015-03-02",
        {"type": "string", "format": "date"},
    ),
]
"""An RFC 3339 full-date."""

Uuid: TypeAlias = Annotated[
    UUID,
    _Type(
        _text(_UUID, core_schema.uuid_schema(), core_schema.uuid_schema(strict=True)),
        "Input should be a UUID such as 018f5b9e-6f0a-7c3e-9d52-2b1a4c5d6e7f",
        {"type": "string", "format": "uuid"},
    ),
]
"""A UUID in its form of RFC 9562, with hyphens."""

Json: TypeAlias = Annotated[Any, _Type(_ANYTHING, "Input should be a JSON value", {})]
"""Any JSON value: a string, a finite number, a boolean, None, or a list or dict of such. It is ``parse_batch`` that
refuses NaN in a JSON text: pydantic alone reads it."""


class _Adapted:
    """Changes the schema that pydantic's core gets for the annotated type."""

    def __init__(self, change: Callable[[Any], CoreSchema]) -> None:
        self._change = change

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return self._change(handler(source))


def _without_null(schema: Any) -> CoreSchema:
    found: CoreSchema = schema["schema"] if schema["type"] == "nullable" else schema
    return found


def _told_apart(literal: Any) -> CoreSchema:
    """The members of *literal*, each for its own JSON type: to pydantic alone, true is 1 and false is 0."""
    whole = core_schema.union_schema([_INT, _WHOLE], mode="left_to_right")
    gates = ((str, _STRING), (bool, core_schema.bool_schema(strict=True)), (int, whole))
    members = {kind: [value for value in literal["expected"] if type(value) is kind] for kind, _ in gates}
    options = [
        core_schema.chain_schema([gate, core_schema.literal_schema(members[kind])])
        for kind, gate in gates
        if members[kind]
    ]
    nulls = [core_schema.none_schema()] if None in literal["expected"] else []
    return core_schema.custom_error_schema(
        core_schema.union_schema([*options, *nulls], mode="left_to_right"),
        custom_error_type="literal_error",
        custom_error_context={"expected": ", ".join(map(repr, literal["expected"]))},
    )


def _dumped(value: Any, dump: SerializerFunctionWrapHandler) -> Any:
    """The dump of *value* by its own class."""
    return dump(value)


class Tagged:
    """Tells the members of a union apart by the *tag* of each, in their order, which stands in *property*.

    Where that has another *name* in Python, pydantic's own discriminator would look for the name in JSON, too.
    """

    def __init__(self, property: str, name: str, *tags: str) -> None:
        self._property = property
        self._name = name
        self._tags = tags

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        union: Any = handler(source)
        choices = dict(zip(self._tags, union["choices"], strict=True))
        return core_schema.json_or_python_schema(
            core_schema.tagged_union_schema(choices, discriminator=self._property),
            core_schema.tagged_union_schema(choices, discriminator=self._tag),
            serialization=core_schema.wrap_serializer_function_ser_schema(_dumped, schema=core_schema.any_schema()),
        )

    def _tag(self, value: Any) -> str | None:
        tag = value.get(self._property) if isinstance(value, dict) else getattr(value, self._name, None)
        return tag if isinstance(tag, str) else None


_T = TypeVar("_T")

Omittable: TypeAlias = Annotated[_T | None, _Adapted(_without_null)]
"""A field that may be absent, and then is None, but that is never null in JSON."""

OneOf: TypeAlias = Annotated[_T, _Adapted(_told_apart)]
"""The values of a Literal that has numbers or booleans among them: 1 is 1.0 but not true, 0 is not false."""
