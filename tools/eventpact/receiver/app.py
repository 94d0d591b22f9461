"""The receiver as an ASGI application: heads, bodies and storage in their order, and an answer to everything."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from eventpact.contract import Contract
from eventpact.contract.interface import Refusal
from eventpact.receiver.admission import Admission, Disconnected
from eventpact.receiver.intake import Intake
from eventpact.receiver.problem import Refused, new_instance, problem
from eventpact.receiver.readback import Readback, readback_path
from eventpact.receiver.store import StorageError, Store
from eventpact.receiver.tenants import Tenants

_log = logging.getLogger(__name__)

#: Seconds after which a batch that could not be stored may be sent again.
_RETRY_AFTER = 5
#: Bodies that are judged or stored at the same time; more threads only wait for the interpreter and for the disk.
_THREADS = 2
#: Bytes of a body that is judged in well under a millisecond.
_SMALL = 8_192


def create_app(contract: Contract, tenants: Tenants, store: Store, *, readback: bool = False) -> Starlette:
    """The receiver of *contract* for *tenants*; it closes *store* when it shuts down. With *readback*, each tenant can
    read what it sent at :func:`~eventpact.receiver.readback.readback_path`.

    Where the contract asks for no key there is one tenant, :data:`~eventpact.receiver.tenants.ANONYMOUS`.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await run_sync(store.close)

    # Endpoints that are no functions are plain ASGI to Starlette: no Request is made and every method arrives here.
    admission = Admission(contract.interface, tenants)
    reading = [Route(readback_path(contract.interface), Readback(contract.interface, admission, store))]
    routes = [
        Route(contract.interface.path, _Endpoint(contract, admission, store)),
        *(reading if readback else ()),
        Route("/{path:path}", _not_found),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


class _NotFound:
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await problem(404, "There is nothing at this path.", headers=_parting(scope))(scope, receive, send)


_not_found = _NotFound()


class _Endpoint:
    def __init__(self, contract: Contract, admission: Admission, store: Store) -> None:
        self._interface = contract.interface
        self._admission = admission
        self._intake = Intake(contract)
        self._store = store
        self._threads = CapacityLimiter(_THREADS)
        self._accepted = Response(status_code=contract.interface.success)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Whatever goes wrong becomes an answer; a sender that went away gets none."""
        try:
            response = await self._answer(scope, receive)
        except Disconnected:
            return
        except Exception:
            instance = new_instance()
            _log.exception("a request failed: %s", instance)
            response = problem(500, "The receiver failed. It is safe to send the batch again.", instance=instance)
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        try:
            tenant = self._admission.admit(scope["method"], scope["headers"])
        except Refused as refused:
            return self._refusal(refused, _parting(scope))
        try:
            body = await self._admission.read_body(receive)
            await self._take(tenant, body)
        except Refused as refused:
            return self._refusal(refused, {})
        except StorageError as error:
            return self._not_stored(error)
        return self._accepted

    async def _take(self, tenant: str, body: bytes) -> None:
        """Judge and store a body. A small one is judged at once: handing it to a thread costs more than that."""
        if len(body) <= _SMALL:
            records = self._intake.take(body)
        else:
            records = await run_sync(self._intake.take, body, limiter=self._threads)
        await run_sync(self._store.record, tenant, records, limiter=self._threads)

    def _refusal(self, refused: Refused, headers: dict[str, str]) -> Response:
        status = self._interface.status(refused.why)
        return problem(status, refused.detail, headers=refused.headers | headers, faults=refused.faults)

    def _not_stored(self, error: StorageError) -> Response:
        instance = new_instance()
        _log.error("a batch was not stored: %s: %s", instance, error)
        return problem(
            self._interface.status(Refusal.STORAGE),
            "The events could not be stored; none was. Send the whole batch again.",
            headers={"retry-after": str(_RETRY_AFTER)},
            instance=instance,
        )


def _parting(scope: Scope) -> dict[str, str]:
    """Headers of a refusal that leaves the body unread.

    A sender that waits for ``100 Continue`` may or may not send the body after it (RFC 9110 §10.1.1): what comes next
    on the connection cannot be told, so it ends. Any other body is read over by the server, and the connection goes on.
    """
    return {"connection": "close"} if any(name == b"expect" for name, _ in scope["headers"]) else {}
