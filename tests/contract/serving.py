"""A planted receiver as a process of its own: python -m tests.contract.serving "the name of the fault".

It serves what `faults.py` plants in memory over HTTP/1.1; without a name, the sound receiver of our contract.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable

from aiohttp import web
from eventpact.exchange import Answer, Failure, Key, Request
from eventpact.targets.http import key_value

from tests.contract.faults import PLANTED
from tests.contract.planted import OURS, contract_of
from tests.contract.sound import KEY, SoundReceiver

#: What the name of a sound receiver looks like: it stands for no fault.
SOUND = {"sound": OURS, "sound telemetry": PLANTED[0].entry}


def receiver(name: str) -> SoundReceiver:
    """The receiver with the fault of this *name*."""
    if name in SOUND:
        return SoundReceiver(contract_of(SOUND[name]))
    return next(planted for planted in PLANTED if str(planted) == name).receiver()


def key_of(header: str | None, query: str | None = None, right: str = KEY) -> Key:
    """The use of the *right* key that a request shows by its key header and what its query has by that name."""
    if header is None:
        return Key.IN_QUERY if query == right else Key.NONE
    uses = (key for key in Key if key_value(key, right) == header)
    return next(uses, Key.UNKNOWN)


async def as_exchange(request: web.Request, key_header: str) -> Request:
    """What came over HTTP, as cases have it."""
    names = [name for name, _ in request.raw_headers]
    return Request(
        method=request.method,
        body=await request.read() if request.body_exists else None,
        content_type=request.headers.get("content-type"),
        key=key_of(request.headers.get(key_header), request.query.get(key_header)),
        chunked="chunked" in request.headers.get("transfer-encoding", ""),
        expect_continue="expect" in request.headers,
        loud=bool(names) and all(name == name.upper() for name in names),
    )


def served(faulty: SoundReceiver) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The handler that answers as *faulty* does."""

    async def handle(request: web.Request) -> web.StreamResponse:
        answer = faulty.answer(await as_exchange(request, faulty.interface.key_header or ""))
        if isinstance(answer, Answer) and answer.failure is not None:
            return await _failed(request, answer.failure)
        status = answer.status if isinstance(answer, Answer) else answer
        assert status is not None
        headers = {"allow": faulty.interface.method} if status == 405 else {}
        headers |= {"www-authenticate": "ApiKey"} if status == 401 else {}
        body = b"" if status < 300 else b'{"title": "refused"}'
        kind = "application/problem+json" if body else None
        return web.Response(status=status, body=body, headers=headers, content_type=kind)

    return handle


async def _failed(request: web.Request, failure: Failure) -> web.StreamResponse:
    """No answer, or none that is HTTP."""
    assert request.transport is not None
    if failure is Failure.HANG:
        await asyncio.sleep(3_600)
    if failure is Failure.GARBLED:
        request.transport.write(b"never mind\r\n\r\n")
    request.transport.close()
    raise asyncio.CancelledError


async def serve(name: str) -> None:
    """Serve on a free port, say which, and never end."""
    faulty = receiver(name)
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", faulty.interface.path, served(faulty))
    runner = web.AppRunner(app, access_log=None, auto_decompress=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"listening on {runner.addresses[0][1]}", flush=True)  # noqa: T201 - whoever started it waits for this line
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(" ".join(sys.argv[1:]) or "sound"))
