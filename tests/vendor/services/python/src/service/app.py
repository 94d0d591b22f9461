"""What a team writes around the vendored models."""

import hmac
import json
import os
from typing import Any, NoReturn

from acme.contracts.events import Event, parse_events
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

LARGEST, MOST = 16 * 1024 * 1024, 10_000
app = FastAPI()
recorded: list[Event] = []


@app.post("/api/v1/integrations/fasttrack/bulk", status_code=204)
async def receive(request: Request) -> Response:
    if not hmac.compare_digest(request.headers.get("x-api-key", "").encode(), os.environ["SERVICE_KEY"].encode()):
        return refused(403, "The key is missing or wrong.")
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" or "content-encoding" in request.headers:
        return refused(415, "Send application/json.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return refused(413, "The body is too large.")
    try:
        json.loads(body.decode(), parse_int=float, parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        return refused(400, f"The body is not JSON: {error}")
    return record(bytes(body))


def record(body: bytes) -> Response:
    events, faults = parse_events(body)
    if faults:
        return refused(422, "The batch is invalid.", [{"pointer": f.pointer, "detail": f.reason} for f in faults[:50]])
    if len(events) > MOST:
        return refused(413, "The batch has too many events.")
    recorded.extend(events)
    return Response(status_code=204)


def refused(status: int, detail: str, errors: Any = ()) -> Response:
    problem = {"title": "Refused", "status": status, "detail": detail, "errors": list(errors)}
    return JSONResponse(problem, status, media_type="application/problem+json")


def no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
