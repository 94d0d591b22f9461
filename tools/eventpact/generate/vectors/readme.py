"""The README beside the vectors: how to use them from any language, and what they cover."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eventpact.cases.case import Site
from eventpact.contract import Contract
from eventpact.contract.interface import Interface, Refusal
from eventpact.generate.bundle import bundle, digest
from eventpact.generate.header import header
from eventpact.printable import escape, shorten

#: Gaps that are told one by one; more are counted.
_MOST = 40

_TEXT = """\
# Test vectors: {title} {version}

<!-- {made} -->
<!-- {again} -->

Request bodies, and what the contract says of each: for whoever writes a receiver, a sender or a validator, in any
language. One JSON object a line, ASCII only; the lines are in the order of their ids.

| file | vectors | what must come of them |
|---|---|---|
| `valid.ndjson` | {valid} | accepted |
| `invalid.ndjson` | {invalid} | refused; each but those that are no JSON at all breaks one constraint and no other |
| `unspecified.ndjson` | {unspecified} | either; but no crash, no hang, no dropped connection |

## How to use them

1. Read a file line by line, each line as JSON.
2. Take the request body: `payload` is the body as a JSON value, to be written as JSON; `text` is the body's text, to be
   sent in UTF-8 as it is; `base64` holds its bytes. Each line has one of the three.
3. Give the body to what you test: call your validator, or send it by {method} to
   {path} as {media_type}{key}.
4. Compare: a valid body is accepted ({success}), an invalid one refused ({refused}; {malformed} where it is not JSON).

In Python:

```python
import base64
import json
from pathlib import Path

from my_receiver import accepts  # yours: takes the bytes of a body, returns whether it is accepted


def body(vector):
    if "base64" in vector:
        return base64.b64decode(vector["base64"])
    text = vector["text"] if "text" in vector else json.dumps(vector["payload"])
    return text.encode()


for verdict in ("valid", "invalid"):
    for line in Path(f"{{verdict}}.ndjson").read_text("ascii").splitlines():
        vector = json.loads(line)
        if accepts(body(vector)) is not (verdict == "valid"):
            print(vector["id"], "should be", verdict)
```

In JavaScript, against a receiver that runs:

```js
import {{ readFileSync }} from "node:fs";

const headers = {headers};
const body = (vector) =>
  "base64" in vector ? Buffer.from(vector.base64, "base64") : vector.text ?? JSON.stringify(vector.payload);

for (const verdict of ["valid", "invalid"]) {{
  for (const line of readFileSync(`${{verdict}}.ndjson`, "ascii").trimEnd().split("\\n")) {{
    const vector = JSON.parse(line);
    const answer = await fetch(process.env.RECEIVER_URL, {{ method: "{method}", headers, body: body(vector) }});
    if (answer.ok !== (verdict === "valid")) console.log(vector.id, "should be", verdict, "but got", answer.status);
  }}
}}
```

## What the keys mean

| key | |
|---|---|
| `id` | names the vector; it stays from release to release, but those under `pairs` are numbered anew |
| `verdict` | `valid`, `invalid` or `unspecified` |
| `kind` | what is tried, in words that are the same at every field |
| `pointer` | JSON Pointer (RFC 6901) into the body: where the fault is, or what is tried |
| `schema_pointer` | invalid only: the one constraint that is broken, as file and JSON Pointer |
| `keyword` | invalid only: the last part of that, a keyword of JSON Schema |
| `payload`, `text`, `base64` | the body |

Where the text is no JSON, `pointer`, `schema_pointer` and `keyword` are null. Where a required property is missing,
`pointer` leads to the object that lacks it, and the id names the property. An event that is of no variant breaks the
choice among them (`anyOf`, `oneOf`).

Most events have an identifier of their own, so that a receiver that drops duplicates has to judge each. Those under
`pairs` have not: there the identifier is a field like any other.

## What they cover

- Every state of every field that is legal in an event typical otherwise: each member of a list, the spellings of a
  date-time, odd strings and numbers, null, absent, unknown properties. Under `pairs`, every two states of any two
  fields of a variant.
- Constraints that an invalid vector breaks, and no other constraint with it: {broken} of {sites}.
{gaps}"""


@dataclass(frozen=True)
class Summary:
    """What was made: *counts* of vectors by file, every constraint among *sites*, the pairs of states *left_out*, and
    the tags of the variants that were *missed* altogether."""

    counts: Mapping[str, int]
    sites: tuple[Site, ...]
    left_out: tuple[str, ...]
    missed: tuple[str, ...]


def readme(contract: Contract, summary: Summary) -> str:
    """The README in Markdown; whatever the contract's texts hold is text in it."""
    interface = contract.interface
    made, again = header(digest(bundle(contract)))
    return _TEXT.format(
        title=_plain(contract.title),
        version=_plain(contract.version),
        made=made,
        again=again,
        **{name.removesuffix(".ndjson"): f"{count:,}" for name, count in summary.counts.items()},
        method=interface.method.upper(),
        path=_plain(interface.path),
        media_type=_plain(interface.media_type),
        key=f", with your key in the header {_plain(interface.key_header)}" if interface.key_header else "",
        success=interface.success,
        refused=interface.status(Refusal.INVALID),
        malformed=interface.status(Refusal.MALFORMED),
        headers=_headers(interface),
        broken=sum(site.tested for site in summary.sites),
        sites=len(summary.sites),
        gaps="".join(_gaps(summary)),
    )


def _headers(interface: Interface) -> str:
    """The headers of a request as an object in JavaScript."""
    key = f", {_literal(interface.key_header)}: process.env.EVENTPACT_API_KEY" if interface.key_header else ""
    return f'{{ "content-type": {_literal(interface.media_type)}{key} }}'


def _literal(text: str) -> str:
    """*text* as a string in JavaScript that no fence of Markdown ends in."""
    return json.dumps(text).replace("`", "\\u0060")


def _gaps(summary: Summary) -> list[str]:
    untested = [
        f"{s.place.schema_pointer} at {s.place.instance_pointer}: {s.reason}" for s in summary.sites if s.reason
    ]
    return [
        *_listed("Variants of which no valid event could be made, for want of examples", summary.missed),
        *_listed("Constraints that no vector breaks alone", untested),
        *_listed("Pairs of states that the contract forbids", summary.left_out),
    ]


def _listed(heading: str, gaps: Sequence[str]) -> list[str]:
    """A point with its parts below it; nothing where there are none."""
    if not gaps:
        return []
    more = [f"  - and {len(gaps) - _MOST:,} more\n"] if len(gaps) > _MOST else []
    return [f"- {heading}:\n", *(f"  - {_plain(gap)}\n" for gap in gaps[:_MOST]), *more]


def _plain(text: str) -> str:
    """*text* on one line, cut short, with all that Markdown or HTML would act upon escaped."""
    return re.sub(r"([\\`*_{}\[\]<>&#|~$!@:])", r"\\\1", shorten(escape(text), 200))
