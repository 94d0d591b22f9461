"""Services in repositories of their own vendor, build, test, keep the contract, and take updates: for real."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.command import eventpact
from tests.conftest import SCHEMA
from tests.vendor.conftest import git, tree

pytestmark = pytest.mark.thorough

SERVICES = Path(__file__).parent / "services"
TSC = Path(__file__).parent.parent / "typescript" / "node_modules" / ".bin" / "tsc"
KEY = "Zq7-some-service"

Edit = Callable[[Any], None]


def add_property(schema: Any) -> None:
    """A property that may be there."""
    schema["properties"]["data"]["properties"]["device"] = {"description": "What was used.", "type": "string"}


def require_property(schema: Any) -> None:
    """The same property, which must be there: what senders sent so far is refused."""
    add_property(schema)
    schema["properties"]["data"]["required"].append("device")


def edited_schema(folder: Path, version: str, edit: Edit) -> Path:
    """The entry of a copy of schema/ in *folder*, as *version*, with *edit* of the variant for logins."""
    shutil.copytree(SCHEMA, folder, ignore=shutil.ignore_patterns("examples", "releases"))
    entry, variant = folder / "openapi.yaml", folder / "events" / "login.schema.json"
    text = entry.read_text()
    assert "  version: 1.0.0\n" in text
    entry.write_text(text.replace("  version: 1.0.0\n", f"  version: {version}\n"))
    schema = json.loads(variant.read_text())
    edit(schema)
    variant.write_text(json.dumps(schema))
    return entry


@pytest.fixture(scope="module")
def compatible(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return edited_schema(tmp_path_factory.mktemp("compatible") / "schema", "1.1.0", add_property)


@pytest.fixture(scope="module")
def breaking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return edited_schema(tmp_path_factory.mktemp("breaking") / "schema", "2.0.0", require_property)


def run(*words: object, cwd: Path, **environment: str) -> str:
    """What a command of the service prints; it has no eventpact."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "PYENV_VERSION") if name in os.environ}
    done = subprocess.run(
        [*map(str, words)], cwd=cwd, env={**inherited, **environment},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def listening(*words: object, cwd: Path, **environment: str) -> Iterator[str]:
    """The URL that a server prints as its first line."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    env = {**inherited, "SERVICE_KEY": KEY, **environment}
    with subprocess.Popen([*map(str, words)], cwd=cwd, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.kill()


class PythonService:
    """A FastAPI service, built as a wheel and run from that."""

    vendoring = ("--artefact", "python", "--as", "acme.contracts.events", "--into", "src")

    def __init__(self, repository: Path) -> None:
        self.repository = repository
        shutil.copytree(SERVICES / "python", repository, dirs_exist_ok=True)

    def build(self) -> None:
        run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", cwd=self.repository)
        (wheel,) = (self.repository / "dist").glob("*.whl")
        shutil.rmtree(self.repository / "site", ignore_errors=True)
        zipfile.ZipFile(wheel).extractall(self.repository / "site")
        run(sys.executable, "-m", "unittest", "check_service", cwd=self.repository, PYTHONPATH="site")

    @contextmanager
    def running(self) -> Iterator[str]:
        code = (
            "import socket as s, uvicorn; from service.app import app\n"
            "own = s.socket(s.AF_INET, s.SOCK_STREAM, s.IPPROTO_TCP)\n"  # asyncio sets TCP_NODELAY on no other
            "own.bind(('127.0.0.1', 0)); own.listen(100)\n"
            "print(f'http://127.0.0.1:{own.getsockname()[1]}', flush=True)\n"
            "uvicorn.Server(uvicorn.Config(app, log_level='error')).run([own])"
        )
        with listening(sys.executable, "-c", code, cwd=self.repository, PYTHONPATH="site") as url:
            yield url


class TypeScriptService:
    """A service under Node, compiled by tsc."""

    vendoring = ("--artefact", "typescript", "--as", "contract", "--into", "src")

    def __init__(self, repository: Path) -> None:
        if shutil.which("node") is None or not TSC.exists():
            pytest.skip("there is no node" if TSC.exists() else "run `npm ci` in tests/typescript")
        self.repository = repository
        shutil.copytree(SERVICES / "typescript", repository, dirs_exist_ok=True)

    def build(self) -> None:
        shutil.rmtree(self.repository / "dist", ignore_errors=True)
        run(TSC, "-p", ".", cwd=self.repository)
        run("node", "check.mjs", cwd=self.repository)

    @contextmanager
    def running(self) -> Iterator[str]:
        with listening("node", "server.mjs", cwd=self.repository) as url:
            yield url


def commit(repository: Path, message: str) -> None:
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", message)


def outcome(service: Any, entry: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """What `eventpact test` says of the service as it runs."""
    words = ("--contract", entry, "--max-seconds", "0", "--examples", "", "--fail-on", "deviation", *options)
    with service.running() as url:
        return eventpact("test", url, *words, EVENTPACT_API_KEY=KEY)


#: An event that says more than the contract: by one of its later versions it is wrong.
ODD = {
    "event": "realtime-login",
    "data": {"user_id": "p", "timestamp": "2026-03-14T17:58:20Z", "unique_id": "u", "device": 5},
}


def status(service: Any) -> int:
    """What the service answers to a batch with that event."""
    with service.running() as url:
        path = "/api/v1/integrations/fasttrack/bulk"
        headers = {"content-type": "application/json", "x-api-key": KEY}
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
        connection.request("POST", path, json.dumps([ODD]), headers)
        found = connection.getresponse().status
        connection.close()
        return found


def verified(repository: Path) -> None:
    """The line for CI that `add` printed, run as CI would."""
    run(sys.executable, "-I", "eventpact.lock.d/verify.py", cwd=repository)


@pytest.fixture(params=[PythonService, TypeScriptService], ids=["python", "typescript"])
def service(request: pytest.FixtureRequest, repository: Path) -> Any:
    """A service in a repository of its own that vendored what it needs, and is built."""
    made = request.param(repository)
    (repository / ".gitignore").write_text("dist/\nsite/\n__pycache__/\n")
    commit(repository, "The service")
    added = eventpact("vendor", "add", repository, *made.vendoring)
    assert added.returncode == 0, added.stderr
    assert "python -I eventpact.lock.d/verify.py\n" in added.stdout
    commit(repository, "Vendor the models")
    verified(repository)
    made.build()
    return made


def test_a_service_around_vendored_models_keeps_the_contract(service: Any) -> None:
    done = outcome(service, SCHEMA / "openapi.yaml")
    assert done.returncode == 0, done.stdout
    assert "CONFORMANT" in done.stdout
    assert "deviation" not in done.stdout


def test_a_service_takes_an_update_that_breaks_nobody_and_then_one_that_does(
    service: Any, compatible: Path, breaking: Path
) -> None:
    repository = service.repository
    assert status(service) == 204, "the service does not know what is new"
    done = eventpact("vendor", "update", repository, "--contract", compatible)
    assert done.returncode == 0, done.stderr
    assert "1.0.0 → 1.1.0" in done.stderr
    assert "breaks neither" in done.stderr
    assert "device" in git(repository, "diff")
    commit(repository, "Update the models")
    verified(repository)
    service.build()
    assert status(service) == 422

    before = tree(repository)
    done = eventpact("vendor", "update", repository, "--contract", breaking)
    assert (done.returncode, tree(repository)) == (1, before)
    assert "breaks senders" in done.stderr
    done = eventpact("vendor", "update", repository, "--contract", breaking, "--allow-breaking")
    assert done.returncode == 0, done.stderr
    verified(repository)
    with pytest.raises(AssertionError, match="device"):  # the service's own tests do not send it yet
        service.build()
    done = outcome(service, breaking, "--quick")
    assert done.returncode == 0, done.stdout
    assert "CONFORMANT" in done.stdout
