"""What was recorded, for its own sender to read: one event a line (NDJSON), in the order of receipt."""

from __future__ import annotations

from collections.abc import AsyncIterator

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from eventpact.contract.interface import Interface
from eventpact.receiver.admission import Admission
from eventpact.receiver.problem import Refused, problem
from eventpact.receiver.store import StorageError, Store

#: Readers that are served at the same time; further ones wait. Those who send events have threads of their own.
_THREADS = 1


def readback_path(interface: Interface) -> str:
    """Where the receiver of *interface* tells what it recorded."""
    return "/recorded" if interface.path != "/recorded" else "/recorded/events"


class Readback:
    """``GET``, with the tenant's key: that tenant's own events, and no other's.

    It streams: no more than a page is held in memory, and a slow reader holds up nobody. What is recorded after the
    reading began is left out.
    """

    def __init__(self, interface: Interface, admission: Admission, store: Store) -> None:
        self._interface = interface
        self._admission = admission
        self._store = store
        self._threads = CapacityLimiter(_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Any body that comes with it is read over."""
        response = await self._answer(scope)
        await response(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response:
        if scope["method"] != "GET":
            return problem(405, "Use GET.", headers={"allow": "GET"})
        try:
            tenant = self._admission.tenant(scope["headers"])
            last = await run_sync(self._store.last, limiter=self._threads)
        except Refused as refused:
            return problem(self._interface.status(refused.why), refused.detail, headers=refused.headers)
        except StorageError:
            return problem(503, "What was recorded cannot be read now.")
        return StreamingResponse(
            self._lines(tenant, last), media_type="application/x-ndjson", headers={"cache-control": "no-store"}
        )

    async def _lines(self, tenant: str, last: int) -> AsyncIterator[bytes]:
        position = 0
        while position < last:
            page = await run_sync(self._store.page, tenant, position, last, limiter=self._threads)
            if page.payloads:
                yield "".join(f"{payload}\n" for payload in page.payloads).encode()
            position = page.position
