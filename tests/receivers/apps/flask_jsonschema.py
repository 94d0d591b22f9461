"""A receiver as a team writes it with Flask: get_json, the published JSON Schema, and SQLite.

Nothing in it is wrong on purpose; `tests/receivers/causes.py` says what is.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from itertools import islice
from pathlib import Path

from flask import Flask, abort, jsonify, request
from jsonschema import Draft202012Validator
from werkzeug.serving import WSGIRequestHandler, make_server

PATH = "/api/v1/integrations/fasttrack/bulk"
KEY = os.environ["RECEIVER_KEY"]

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 8 * 1024 * 1024
validator = Draft202012Validator(json.loads(Path(os.environ["RECEIVER_SCHEMA"]).read_text()))
database = sqlite3.connect(":memory:", check_same_thread=False)
database.execute("CREATE TABLE event (id TEXT PRIMARY KEY, name TEXT, player TEXT, body TEXT)")
one_writer = threading.Lock()


def identifier(event):
    data = event["data"]
    return data.get("unique_id") or data.get("payment_id") or data.get("activity_id") or ""


@app.post(PATH)
def bulk():
    if request.headers.get("x-api-key") != KEY:
        abort(403)
    events = request.get_json()
    errors = [{"at": e.json_path, "message": e.message[:200]} for e in islice(validator.iter_errors(events), 10)]
    if errors:
        return jsonify(errors=errors), 422
    rows = [(identifier(e), e["event"], e["data"]["user_id"], json.dumps(e)) for e in events]
    with one_writer, database:
        database.executemany("INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?)", rows)
    return "", 204


class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type, message, *args):
        pass


def main():
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Handler)
    print(f"listening on {server.server_port}", flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
