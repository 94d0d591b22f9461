"""jsonsubschema as a judge: a line names a folder of a pair, the answer is a line of JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from jsonsubschema import isSubschema

for line in sys.stdin:
    old, new = (json.loads((Path(line.strip()) / f"{name}.json").read_text()) for name in ("old", "new"))
    began = time.perf_counter()
    try:
        answer = {"narrowed": not isSubschema(old, new), "widened": not isSubschema(new, old)}
    except Exception as error:
        answer = {"error": type(error).__name__}
    print(json.dumps({**answer, "seconds": time.perf_counter() - began}), flush=True)
