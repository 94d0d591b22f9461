"""A sound receiver that shares nothing with ours but the contract: aiohttp, the generated pydantic models, SQLite.

The first tenant's key is in RECEIVER_KEY, the second's in RECEIVER_SECOND_KEY; GET /recorded gives, as NDJSON, what was
recorded for the tenant that asks.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from aiohttp import web
from player_events import parse_batch
from pydantic import ValidationError

PATH = "/api/v1/integrations/fasttrack/bulk"
MOST_BYTES = 16 * 1024 * 1024
MOST_EVENTS = 10_000
#: The fields that say whether two events are one and the same.
IDENTITY: Mapping[str, tuple[str, ...]] = {
    "realtime-payment": ("payment_id", "status"),
    "realtime-sports-bet": ("activity_id",),
}


class Refused(Exception):
    """The request is answered with *status*."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class Receiver:
    """Answers requests; *tenants* are the names by key."""

    def __init__(self, tenants: Mapping[str, str]) -> None:
        self._tenants = tenants
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute(
            "CREATE TABLE recorded (tenant TEXT, name TEXT, identity TEXT, event TEXT,"
            " PRIMARY KEY (tenant, name, identity))"
        )

    def take(self, method: str, headers: Sequence[tuple[str, str]], body: bytes) -> None:
        """Records a batch. Raises Refused."""
        if method != "POST":
            raise Refused(405, "only POST")
        tenant = self.tenant(headers)
        self._check_head(headers)
        if len(body) > MOST_BYTES:
            raise Refused(413, "too many bytes")
        self._record(tenant, self._events(body))

    def tenant(self, headers: Iterable[tuple[str, str]]) -> str:
        """Whose key the headers hold. Raises Refused."""
        keys = [value for name, value in headers if name.lower() == "x-api-key"]
        if len(keys) != 1 or keys[0] not in self._tenants:
            raise Refused(403, "no such key")
        return self._tenants[keys[0]]

    def recorded(self, tenant: str) -> str:
        """What was recorded for *tenant*, one event a line."""
        rows = self._database.execute("SELECT event FROM recorded WHERE tenant = ? ORDER BY rowid", (tenant,))
        return "".join(f"{event}\n" for (event,) in rows)

    def _check_head(self, headers: Sequence[tuple[str, str]]) -> None:
        given = {name.lower(): value for name, value in headers}
        kind, *parameters = [part.strip().lower() for part in given.get("content-type", "").split(";")]
        charsets = {p.partition("=")[2].strip('"') for p in parameters if p.startswith("charset=")}
        if kind != "application/json" or charsets - {"utf-8"}:
            raise Refused(415, "send application/json")
        if given.get("content-encoding", "identity").lower() != "identity":
            raise Refused(415, "send the body as it is")

    def _events(self, body: bytes) -> list[dict[str, object]]:
        try:
            parse_batch(body)
        except ValidationError:
            raise Refused(422 if _is_json(body) else 400, "not a batch of events") from None
        try:
            events: list[dict[str, object]] = json.loads(body)
        except ValueError:  # a number of more digits than Python reads
            raise Refused(422, "a number too long") from None
        if len(events) > MOST_EVENTS:
            raise Refused(413, "too many events")
        return events

    def _record(self, tenant: str, events: Iterable[dict[str, object]]) -> None:
        rows = [(tenant, event["event"], _identity(event), json.dumps(event)) for event in events]
        with self._database:
            self._database.executemany("INSERT OR IGNORE INTO recorded VALUES (?, ?, ?, ?)", rows)


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body.decode("utf-8"), parse_constant=_no_constant, parse_int=str)
    except (ValueError, RecursionError):
        return False
    return True


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _identity(event: Mapping[str, object]) -> str:
    data = event["data"]
    assert isinstance(data, dict)
    return json.dumps([data[name] for name in IDENTITY.get(str(event["event"]), ("unique_id",))])


def application(receiver: Receiver) -> web.Application:
    """The receiver behind HTTP."""

    async def take(request: web.Request) -> web.Response:
        try:
            receiver.take(request.method, list(request.headers.items()), await request.read())
        except Refused as refused:
            headers = {"allow": "POST"} if refused.status == 405 else {}
            return web.json_response({"detail": refused.why}, status=refused.status, headers=headers)
        return web.Response(status=204)

    async def recorded(request: web.Request) -> web.Response:
        try:
            tenant = receiver.tenant(list(request.headers.items()))
        except Refused as refused:
            return web.Response(status=refused.status)
        return web.Response(text=receiver.recorded(tenant), content_type="application/x-ndjson")

    made = web.Application(client_max_size=4 * MOST_BYTES)
    made.router.add_route("*", PATH, take)
    made.router.add_get("/recorded", recorded)
    return made


async def serve() -> None:
    """Serve on a free port, say which, and never end."""
    tenants = {os.environ["RECEIVER_KEY"]: "first", os.environ["RECEIVER_SECOND_KEY"]: "second"}
    runner = web.AppRunner(application(Receiver(tenants)), access_log=None, auto_decompress=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"listening on {runner.addresses[0][1]}", flush=True)  # noqa: T201 - whoever started it waits for this line
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
