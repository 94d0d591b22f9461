"""A WSGI application (PEP 3333) as an ASGI one: one server, and one reading of HTTP, for both kinds."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
WsgiApp = Callable[..., Iterable[bytes]]

#: Bytes of an answer that are taken from the application; no target reads as much.
_ANSWER_LIMIT = 1_048_576


@dataclass
class _Said:
    """What an application answers."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
        """``start_response``."""
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return self.body.extend


class WsgiAsAsgi:
    """*app* behind ASGI's interface. Each request has a thread of its own, which no hanging application keeps alive
    beyond the end of the process. What the application raises is raised here."""

    def __init__(self, app: WsgiApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise NotImplementedError(f"WSGI has no {scope['type']}")
        environ = _environ(scope, await _whole(receive))
        said = await self._answer(environ)
        await send({"type": "http.response.start", "status": said.status, "headers": said.headers})
        await send({"type": "http.response.body", "body": bytes(said.body)})

    async def _answer(self, environ: dict[str, Any]) -> _Said:
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[_Said] = loop.create_future()

        def settle(said: _Said | None, error: BaseException | None) -> None:
            if not answered.done():
                answered.set_exception(error) if error else answered.set_result(said or _Said())

        def work() -> None:
            result: tuple[_Said | None, BaseException | None]
            try:
                result = _called(self._app, environ), None
            except BaseException as error:  # whatever it is, it is the application's and belongs to this request
                result = None, error if isinstance(error, Exception) else RuntimeError(repr(error))
            with suppress(RuntimeError):  # the server has ended meanwhile
                loop.call_soon_threadsafe(settle, *result)

        threading.Thread(target=work, name="wsgi", daemon=True).start()
        return await answered


async def _whole(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ConnectionError("the client went away")
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


def _environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """The environment of a request. A chunked body has no CONTENT_LENGTH, and an end, as under gunicorn."""
    host, port = scope.get("server") or ("127.0.0.1", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope.get("client") or ("127.0.0.1", 0))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        _add(environ, name.decode("latin-1").upper().replace("-", "_"), value.decode("latin-1"))
    return environ


def _add(environ: dict[str, Any], name: str, value: str) -> None:
    if name not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
        name = f"HTTP_{name}"
    environ[name] = f"{environ[name]},{value}" if name in environ else value


def _called(app: WsgiApp, environ: dict[str, Any]) -> _Said:
    said = _Said()
    answer = app(environ, said.start)
    try:
        for piece in answer:
            said.body += piece
            if len(said.body) > _ANSWER_LIMIT:
                break
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()
    if not said.status:
        raise RuntimeError("the application answered without start_response")
    return said
