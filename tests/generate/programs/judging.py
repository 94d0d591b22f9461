"""Judges request bodies with a generated package: ``judging.py PACKAGE MODEL``, one body a line; prints JSON.

It asserts what must hold of any body, whatever the verdict: all ways in and out of the package agree.
"""

import importlib
import json
import sys

import pydantic

package = importlib.import_module(sys.argv[1])
model = getattr(package, sys.argv[2])
models = pydantic.TypeAdapter(list[model])


def takes(parse, body):
    try:
        parse(body)
    except ValueError:
        return False
    return True


def dumped(line):
    """What a body that was taken becomes again."""
    batch = package.parse_batch(line)
    text = package.dump_batch(batch)
    assert package.parse_batch(text) == batch, (line, text)
    assert package.dump_batch(package.parse_batch(text)) == text
    body = model.model_validate_json(line)
    assert body.model_dump_json().encode() == text
    assert body.model_dump(mode="json") == json.loads(text)
    assert model.model_validate(body.model_dump()) == body
    assert models.dump_json([body]) == b"[%s]" % text
    assert package.parse_events(line).faults == []
    return text.decode()


answers = []
for line in sys.stdin.buffer.read().split(b"\n")[:-1]:
    accepted = takes(package.parse_batch, line)
    assert takes(lambda text: model.model_validate(json.loads(text)), line) is accepted, line
    assert takes(package.parse_batch, line.decode()) is accepted, line
    faults = [] if accepted else [vars(fault) for fault in package.parse_events(line).faults]
    assert accepted or faults, line
    answers.append({"dumped": dumped(line) if accepted else None, "faults": faults})
sys.stdout.write(json.dumps(answers))
