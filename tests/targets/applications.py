"""Applications to be tested in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

SEEN: list[str] = []


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    SEEN.append("up")
    yield
    SEEN.append("down")


@asynccontextmanager
async def failing(app: Starlette) -> AsyncIterator[None]:
    raise RuntimeError("there is no database")
    yield


async def take(request: Request) -> Response:
    body = await request.body()
    if body == b"raise":
        raise KeyError("boom")
    if body == b"exit":
        raise SystemExit(3)
    return JSONResponse({"bytes": len(body), "type": request.headers.get("content-type")}, 202)


ROUTES = [Route("/in", take, methods=["POST"])]
asgi = Starlette(routes=ROUTES, lifespan=lifespan)
broken = Starlette(routes=ROUTES, lifespan=failing)
number = 3


async def bare(scope: Any, receive: Any, send: Any) -> None:
    """An application of ASGI that knows no lifespan."""
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


async def taking(scope: Any, receive: Any, send: Any) -> None:
    """An application of ASGI that takes whatever comes."""
    assert scope["type"] == "http"
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 202, "headers": []})
    await send({"type": "http.response.body"})


def wsgi(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    body = environ["wsgi.input"].read()
    if body == b"raise":
        raise KeyError("boom")
    if body == b"exit":
        raise SystemExit(3)
    if body == b"forget":
        return []
    start("202 Accepted", [("Content-Type", "text/plain"), ("X-Type", environ.get("CONTENT_TYPE", "none"))])
    names = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_X_MORE", "CONTENT_LENGTH")
    return ["; ".join(str(environ.get(name)) for name in names).encode(), b" %d" % len(body)]


def make() -> Any:
    return wsgi


def fail() -> Any:
    raise ValueError("no settings")
