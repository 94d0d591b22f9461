"""An application of this process under test: an ASGI or WSGI app behind a real server on a loopback socket.

It is not called directly. Much of what a run sends (bodies that are no JSON, chunks, names of headers in another case,
Expect) only means something once a server has read it from a socket, and an application that blocks its event loop
must not block the tester's. So the server has a thread and a loop of its own, and the answers are those that the same
application gives in production.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import logging
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventpact.errors import EventpactError, TargetError
from eventpact.printable import escape, one_of, shorten
from eventpact.targets.http import HttpTarget, endpoint
from eventpact.targets.wsgi import Message, Receive, Scope, Send, WsgiAsAsgi

if TYPE_CHECKING:
    import uvicorn

_START_SECONDS = 30.0
_STOP_SECONDS = 5.0
_GRACE = 1
_FORM = "Write module:attribute, such as shop.main:app, or shop.main:create_app() for a function that makes it."


@dataclass(frozen=True)
class App:
    """An application with ASGI's interface, and the *name* that messages call it by."""

    call: Callable[..., Any]
    name: str = "the application"

    @classmethod
    def asgi(cls, app: Callable[..., Any], name: str = "the application") -> App:
        """An application of ASGI 3."""
        return cls(app, name)

    @classmethod
    def wsgi(cls, app: Callable[..., Any], name: str = "the application") -> App:
        """An application of WSGI (PEP 3333)."""
        return cls(WsgiAsAsgi(app), name)

    @classmethod
    def named(cls, name: str) -> App:
        """The application that ``module:attribute`` names, ASGI or WSGI as it shows; modules of the current folder are
        found. Raises EventpactError when there is none."""
        found = _resolved(name)
        if not callable(found):
            raise EventpactError(f"{escape(name)} is {_kind(found)}, no application", hint=_FORM)
        return cls.asgi(found, name) if _is_asgi(found) else cls.wsgi(found, name)


@asynccontextmanager
async def open_app(app: App | str, *, path: str, key_header: str | None, **settings: Any) -> AsyncIterator[HttpTarget]:
    """The target that *app* (or the application of that name) is at *path*; *settings* are those of HttpTarget.

    Raises EventpactError when there is no such application, TargetError when it does not start.
    """
    with served(App.named(app) if isinstance(app, str) else app) as origin:
        async with HttpTarget(endpoint(origin, path), key_header=key_header, **settings) as target:
            yield target


@contextmanager
def served(app: App, *, seconds: float = _START_SECONDS) -> Iterator[str]:
    """*app* on a free port of 127.0.0.1 for the length of the block; yields its URL, without a path.

    Its lifespan is begun and ended. An application that raises answers 500. Raises TargetError when it does not start
    within *seconds*, EventpactError when the server's package is not installed.
    """
    watched = _Watched(app.call)
    server = _server(watched)
    with _listener() as listener, _quiet("uvicorn.error"):
        thread = threading.Thread(target=_serve, args=(server, listener), name="application", daemon=True)
        thread.start()
        try:
            if not watched.ready.wait(seconds) or watched.failed:
                raise TargetError("does not start", where=app.name, hint=watched.failed or f"Within {seconds:g} s.")
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(_STOP_SECONDS)


class _Watched:
    """*app*, with an eye on its lifespan: ``ready`` is set once it has started, or ``failed`` says why it has not."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self._app = app
        self.ready = threading.Event()
        self.failed = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return

        async def told(message: Message) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.failed":
                self.failed = _line(message.get("message") or "its start failed")
            if message["type"].startswith("lifespan.startup."):
                self.ready.set()

        try:
            await self._app(scope, receive, told)
        finally:
            self.ready.set()  # one that knows no lifespan says so by raising or returning


def _listener() -> socket.socket:
    # The protocol is named: asyncio turns Nagle's algorithm off only for sockets that say they are TCP.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


def _server(app: Callable[..., Any]) -> uvicorn.Server:
    try:
        import uvicorn  # noqa: PLC0415 - of an extra
    except ImportError:
        raise EventpactError(
            "the server for applications in this process is not installed",
            hint="pip install 'eventpact[receiver]', or give the URL of a running implementation.",
        ) from None
    config = uvicorn.Config(
        app,
        http="h11",
        loop="asyncio",
        ws="none",
        lifespan="auto",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_GRACE,
    )
    return uvicorn.Server(config)


def _serve(server: uvicorn.Server, listener: socket.socket) -> None:
    with suppress(SystemExit):  # its way to say that the lifespan failed, which is known
        server.run([listener])


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """No talk of the logger *name*: an application that raises is in the findings already."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


def _is_asgi(app: Callable[..., Any]) -> bool:
    while isinstance(app, functools.partial):
        app = app.func
    plain = inspect.isfunction(app) or inspect.ismethod(app)
    return inspect.iscoroutinefunction(app if plain else getattr(app, "__call__", app))  # noqa: B004 - the method itself


def _resolved(name: str) -> Any:
    module_name, colon, attribute = name.partition(":")
    made, attribute = attribute.endswith("()"), attribute.removesuffix("()")
    if not colon or not all(part.isidentifier() for part in [*module_name.split("."), *attribute.split(".")]):
        raise EventpactError(f"{escape(name)} names no application", hint=_FORM)
    found: Any = _module(module_name)
    for part in attribute.split("."):
        if not hasattr(found, part):
            there = [n for n, v in vars(found).items() if callable(v) and not n.startswith("_")] if part else []
            raise EventpactError(f"{module_name} has no {attribute}", where=name, hint=f"It has {one_of(there)}.")
        found = getattr(found, part)
    return _made(found, name) if made else found


def _module(name: str) -> Any:
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:
        missing = error.name if isinstance(error, ModuleNotFoundError) else None
        if missing and f"{name}.".startswith(f"{missing}."):
            hint = f"It is looked for in {here} and in what is installed."
            raise EventpactError(f"there is no module {name}", hint=hint) from None
        raise _its_own_fault(error, name, "cannot be imported") from None


def _made(call: Callable[[], Any], name: str) -> Any:
    try:
        return call()
    except (Exception, SystemExit) as error:
        raise _its_own_fault(error, name, "cannot be made") from None


def _its_own_fault(error: BaseException, name: str, what: str) -> EventpactError:
    """What the application's own code raised."""
    return EventpactError(what, where=name, hint=_line(f"{type(error).__name__}: {error}"))


def _kind(value: Any) -> str:
    return f"something of type {type(value).__name__}"


def _line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return shorten(escape(lines[-1] if lines else "it gave no reason"), 200)
