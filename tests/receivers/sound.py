"""The sound receivers in memory: ours and the second one, called without a network."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from eventpact.contract import Contract
from eventpact.exchange import Answer, Request
from eventpact.receiver.app import create_app
from eventpact.receiver.sqlite import SqliteStore
from eventpact.receiver.tenants import Tenants
from eventpact.targets.http import key_value

from tests.conftest import ROOT

KEY, SECOND = "Rk7-first-tenant", "Rk7-second-tenant"


def second_sound() -> ModuleType:
    """The module of the second sound receiver; it reads bodies with the generated package."""
    package = str(ROOT / "generated" / "python")
    if package not in sys.path:
        sys.path.append(package)
    return importlib.import_module("tests.receivers.apps.aiohttp_sound")


class SecondSound:
    """The second sound receiver as a target: no HTTP, so what depends on that alone is not tested here."""

    def __init__(self) -> None:
        self._module = second_sound()
        self.receiver = self._module.Receiver({KEY: "first", SECOND: "second"})

    async def send(self, request: Request) -> Answer:
        try:
            self.receiver.take(request.method, headers(request, KEY, SECOND, "x-api-key"), request.body or b"")
        except self._module.Refused as refused:
            return Answer(0.0, refused.status)
        return Answer(0.0, 204)

    def applicable(self, request: Request) -> bool:
        return True


def headers(request: Request, key: str, second: str, key_header: str) -> list[tuple[str, str]]:
    """The headers that a request has on the wire."""
    plain = {"content-type": request.content_type, key_header: key_value(request.key, key, second)}
    return [*((name, value) for name, value in plain.items() if value is not None), *request.headers]


class ReferenceReceiver:
    """The receiver of this project as a target, behind its ASGI door."""

    def __init__(self, contract: Contract, file: Path) -> None:
        tenants, self._key = Tenants().with_new("first")
        tenants, self._second = tenants.with_new("second")
        self.store = SqliteStore(file)
        self._app = create_app(contract, tenants, self.store)
        self._interface = contract.interface

    async def send(self, request: Request) -> Answer:
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": request.body or b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self._app(self._scope(request), receive, send)
        start, *rest = sent
        head = {name.decode(): value.decode() for name, value in start["headers"]}
        return Answer(0.0, start["status"], head, b"".join(message["body"] for message in rest))

    def _scope(self, request: Request) -> dict[str, Any]:
        own = headers(request, self._key, self._second, self._interface.key_header or "")
        wire = [(name.lower().encode(), value.encode("utf-8", "surrogateescape")) for name, value in own]
        return {"type": "http", "method": request.method, "path": self._interface.path, "headers": wire}

    def applicable(self, request: Request) -> bool:
        return True
