"""The HTTP side of a contract, read from its OpenAPI 3.1 document: path, key, statuses, limits, batch policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from eventpact.contract.document import Documents
from eventpact.contract.payload import DEFAULT_NESTING
from eventpact.errors import ContractError
from eventpact.pointer import Location, parse_pointer
from eventpact.printable import excerpt, one_of

_METHODS = ("post", "put", "patch")
_ALL_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_BATCH_POLICIES = ("atomic", "drop-invalid")


class Refusal(Enum):
    """Why a receiver refuses a request. The value lists the status codes that say so, the best one first."""

    KEY = (403, 401)
    METHOD = (405, 404, 501)
    MEDIA_TYPE = (415, 422, 400)
    TOO_LARGE = (413, 422, 400)
    MALFORMED = (400, 422)
    INVALID = (422, 400)
    STORAGE = (503, 510)


@dataclass(frozen=True)
class Limits:
    """What a receiver must take at least and may refuse beyond: bytes of a body, events of a batch (None: not said),
    and levels of nesting."""

    body_bytes: int | None = None
    events: int | None = None
    nesting: int = DEFAULT_NESTING


@dataclass(frozen=True)
class Interface:
    """One operation; *methods* are all that its path declares. *body* is where the request body's schema is written,
    *events_at* where the contract says that the events are in it (None: not said), *key_header* the header that carries
    the tenant's key (None: open to all)."""

    path: str
    method: str
    methods: tuple[str, ...]
    media_type: str
    key_header: str | None
    statuses: tuple[int, ...]
    limits: Limits
    batch_policy: str
    body: Location
    events_at: tuple[str, ...] | None

    @property
    def success(self) -> int:
        """The declared status of an accepted batch; 200 where only the range 2XX is declared."""
        return next((s for s in self.statuses if 200 <= s < 300), 200)

    def status(self, refusal: Refusal) -> int:
        """The declared status that says *refusal*: the first of its codes that the contract declares."""
        codes: tuple[int, ...] = refusal.value
        return next((s for s in codes if s in self.statuses), codes[0])


def read_interface(documents: Documents, entry: str) -> Interface:
    """The one operation of the OpenAPI document *entry* that takes events. Raises ContractError."""
    interface, errors = inspect_interface(documents, entry)
    if interface is None:
        raise errors[0]
    return interface


def inspect_interface(documents: Documents, entry: str) -> tuple[Interface | None, list[ContractError]]:
    """The interface, or None and all that keeps it from being read."""
    errors: list[ContractError] = []

    def read(part: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return part(*arguments)
        except ContractError as error:
            errors.append(error)
            return None

    root = Location(entry)
    document = read(_document, documents, root)
    if document is None:
        return None, errors
    read(_check_info, document, root)
    found = read(_operation, documents, root, document)
    interface = _interface(documents, document, found, read) if found else None
    return (None if errors else interface), errors


def _interface(
    documents: Documents, document: Any, found: tuple[Location, str, Mapping[str, Any]], read: Callable[..., Any]
) -> Interface:
    """The parts of the operation that was *found*; *read* calls what reads each, and keeps what it raises."""
    at, path, operation = found
    where = at / "x-eventpact"
    settings = read(_mapping, operation.get("x-eventpact", {}), where) or {}
    described: Any = read(_body, documents, operation, at) or (None, None)
    media_type, body = described
    return Interface(
        path=path,
        method=at.tokens[-1].upper(),
        methods=tuple(name.upper() for name in document["paths"][path] if name in _ALL_METHODS),
        media_type=media_type,
        key_header=read(_key_header, documents, document, operation, at),
        statuses=read(_statuses, operation, at),
        limits=read(_limits, settings, where),
        batch_policy=read(_batch_policy, settings, where),
        body=body,
        events_at=read(_events_at, settings, where),
    )


def _document(documents: Documents, root: Location) -> Mapping[str, Any]:
    document = documents.document(root.document)
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3.1"):
        raise _wrong(root, "is not an OpenAPI 3.1 document", "It must begin with `openapi: 3.1.1`.")
    return document


def _check_info(document: Mapping[str, Any], root: Location) -> None:
    info = _mapping(document.get("info"), root / "info")
    for name in ("title", "version"):
        if not isinstance(info.get(name), str) or not info[name]:
            raise _wrong(root / "info" / name, "is missing or no string", "Write it in quotes.")


def _wrong(where: Location, what: str, hint: str) -> ContractError:
    return ContractError("openapi", what, where=where, hint=hint)


def _mapping(value: Any, where: Location) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(where, f"must be a mapping, not {excerpt(value)}", "See the OpenAPI 3.1 specification.")
    return value


def _operation(documents: Documents, root: Location, document: Any) -> tuple[Location, str, Mapping[str, Any]]:
    found = list(_operations(root, document))
    marked = [one for one in found if "x-eventpact" in one[2]]
    chosen = marked if len(found) > 1 else found
    if len(chosen) == 1:
        return chosen[0]
    if not found:
        raise _wrong(root / "paths", "no operation has a request body", "Describe the POST that takes the events.")
    names = one_of([f"{at.tokens[-1].upper()} {path}" for at, path, _ in found])
    raise _wrong(root / "paths", f"several operations have a request body: {names}", "Mark one with `x-eventpact`.")


def _operations(root: Location, document: Any) -> Iterator[tuple[Location, str, Mapping[str, Any]]]:
    paths = _mapping(document.get("paths"), root / "paths")
    for path, item in paths.items():
        at = root / "paths" / path
        for method, operation in _mapping(item, at).items():
            if method in _METHODS and "requestBody" in _mapping(operation, at / method):
                yield at / method, path, operation


def _followed(documents: Documents, value: Any, at: Location) -> tuple[Mapping[str, Any], Location]:
    """*value*, or what its ``$ref`` leads to (an OpenAPI reference object), and where that is written."""
    seen = {at}
    while isinstance(value, dict) and "$ref" in value:
        at = documents.target(value["$ref"], at / "$ref")
        if at in seen:
            raise ContractError("ref-loop", "this $ref leads back to itself", where=at, hint="Break the circle.")
        seen.add(at)
        value = documents.at(at)
    return _mapping(value, at), at


def _body(documents: Documents, operation: Mapping[str, Any], at: Location) -> tuple[str, Location]:
    body, at = _followed(documents, operation["requestBody"], at / "requestBody")
    content = _mapping(body.get("content"), at / "content")
    for media_type, described in content.items():
        plain = media_type.partition(";")[0].strip().lower()
        if plain == "application/json" or plain.endswith("+json"):
            where = at / "content" / media_type
            if "schema" not in _mapping(described, where):
                raise _wrong(where, "has no schema", "Refer to the schema of the batch: `schema: {$ref: …}`.")
            return media_type, where / "schema"
    raise _wrong(at / "content", "no JSON media type is described", "Add `application/json:` with a schema.")


def _key_header(
    documents: Documents, document: Mapping[str, Any], operation: Mapping[str, Any], at: Location
) -> str | None:
    where = at / "security" if "security" in operation else Location(at.document) / "security"
    requirements = operation.get("security", document.get("security", []))
    if not isinstance(requirements, list):
        raise _wrong(where, f"must be a list, not {excerpt(requirements)}", "Write it like `security: [{name: []}]`.")
    names = [name for one in requirements if isinstance(one, dict) for name in one]
    if not names:
        return None
    root = Location(at.document)
    schemes = _mapping(_mapping(document.get("components"), root / "components").get("securitySchemes"),
                       root / "components" / "securitySchemes")  # fmt: skip
    for name in names:
        scheme, where = _followed(documents, schemes.get(name), root / "components" / "securitySchemes" / name)
        if scheme.get("type") == "apiKey" and scheme.get("in") == "header" and isinstance(scheme.get("name"), str):
            return str(scheme["name"])
    raise _wrong(where, "is not an API key in a header", "Only `type: apiKey`, `in: header` is supported.")


def _statuses(operation: Mapping[str, Any], at: Location) -> tuple[int, ...]:
    responses = _mapping(operation.get("responses", {}), at / "responses")
    codes = tuple(int(code) for code in responses if re.fullmatch("[1-5][0-9][0-9]", code))
    if "2XX" not in responses and not any(200 <= code < 300 for code in codes):
        raise _wrong(at / "responses", "no status of success is declared", "Declare it: `204: {description: …}`.")
    return codes


def _limits(settings: Mapping[str, Any], at: Location) -> Limits:
    given = _mapping(settings.get("limits", {}), at / "limits")
    for name, value in given.items():
        if name not in Limits.__dataclass_fields__:
            raise _wrong(at / "limits" / name, "is no limit", f"Use {one_of(list(Limits.__dataclass_fields__))}.")
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise _wrong(at / "limits" / name, f"must be a whole number above 0, not {excerpt(value)}", "Mend it.")
    return Limits(**given)


def _batch_policy(settings: Mapping[str, Any], at: Location) -> str:
    policy = settings.get("batch_policy", _BATCH_POLICIES[0])
    if policy not in _BATCH_POLICIES:
        raise _wrong(at / "batch_policy", f"{excerpt(policy)} is no batch policy", f"Use {one_of([*_BATCH_POLICIES])}.")
    return str(policy)


def _events_at(settings: Mapping[str, Any], at: Location) -> tuple[str, ...] | None:
    pointer = settings.get("events")
    if pointer is None:
        return None
    try:
        return parse_pointer(pointer if isinstance(pointer, str) else "?")
    except ValueError:
        hint = "Write it like `events: /events`; leave it out where the body itself is the array."
        raise _wrong(at / "events", f"{excerpt(pointer)} is no JSON Pointer", hint) from None
