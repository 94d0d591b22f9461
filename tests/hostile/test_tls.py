"""TLS that cannot be trusted is told as such, and nothing is sent; TLS that can be is used."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from eventpact.errors import EventpactError
from eventpact.exchange import Answer, Failure, Request
from eventpact.targets import HttpTarget

from tests.hostile.servers import OK, Behaviour, answering, read_request, saying, serving, wait

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make certificates")

POST = Request("POST", b"[]", "application/json")


class Certificates:
    """Certificates in *folder*, each its own authority."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def named(self, name: str) -> Path:
        """The certificate for *name* (such as ``DNS:localhost``), with its key in the same file."""
        file = self.folder / f"{name.replace(':', '-')}.pem"
        if not file.exists():
            words = ["-subj", "/CN=test", "-addext", f"subjectAltName={name}", "-days", "2", "-nodes", "-x509"]
            kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
            subprocess.run(
                ["openssl", "req", *kind, *words, "-keyout", f"{file}.key", "-out", f"{file}.crt"],
                capture_output=True,
                check=True,
            )
            file.write_bytes(Path(f"{file}.key").read_bytes() + Path(f"{file}.crt").read_bytes())
        return file


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@contextmanager
def secure(behave: Behaviour, certificate: Path) -> Iterator[str]:
    """A server of TLS that does *behave* inside."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def shake(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as inside:
            behave(inside)

    with serving(shake) as url:
        yield url.replace("http:", "https:")


def ask(url: str, *requests: Request, ca_file: Path | None = None, timeout: float = 10.0) -> list[Answer]:
    async def exchange() -> list[Answer]:
        async with HttpTarget(url, key_header="x-key", key="Ab9-secret", ca_file=ca_file, timeout=timeout) as target:
            return [await target.send(request) for request in requests]

    return asyncio.run(exchange())


def test_a_certificate_of_an_authority_that_was_given_is_trusted(certificates: Certificates) -> None:
    file = certificates.named("IP:127.0.0.1")
    with secure(answering(OK), file) as url:
        answers = ask(url, POST, Request("POST", b"[]" * 500_000, None), POST, ca_file=file)
    assert [answer.status for answer in answers] == [200] * 3


class Overhearing:
    """Notes whatever gets through."""

    def __init__(self) -> None:
        self.heard = b""

    def __call__(self, connection: socket.socket) -> None:
        self.heard += read_request(connection)
        connection.sendall(OK)


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("IP:127.0.0.1", False, "self-signed certificate"),
        ("DNS:elsewhere.example", True, "mismatch"),
        ("IP:127.0.0.2", True, "mismatch"),
    ],
)
def test_a_certificate_that_proves_nothing_gets_no_request(
    certificates: Certificates, name: str, given: bool, says: str
) -> None:
    server = Overhearing()
    file = certificates.named(name)
    with secure(server, file) as url:
        [answer] = ask(url, POST, ca_file=file if given else None)
    assert answer.failure is Failure.TLS
    assert says in answer.detail.lower().replace("self signed", "self-signed")
    assert server.heard == b""


def test_plain_http_where_tls_should_be_is_a_failure_of_tls() -> None:
    with serving(saying(OK, then=wait)) as url:
        [answer] = ask(url.replace("http:", "https:"), POST, timeout=2)
    assert answer.failure in {Failure.TLS, Failure.UNREACHABLE}
    with serving(lambda connection: connection.sendall(OK)) as url:
        [answer] = ask(url.replace("http:", "https:"), POST)
    assert (answer.failure, answer.detail) == (Failure.TLS, "wrong version number")


def test_a_server_that_closes_during_the_handshake_is_a_failure_of_tls() -> None:
    with serving(lambda connection: None) as url:
        [answer] = ask(url.replace("http:", "https:"), POST)
    assert answer.failure is Failure.TLS


def test_tls_where_plain_http_should_be_is_no_answer(certificates: Certificates) -> None:
    with secure(answering(OK), certificates.named("IP:127.0.0.1")) as url:
        [answer] = ask(url.replace("https:", "http:"), POST)
    assert answer.failure in {Failure.GARBLED, Failure.DROP}


def test_a_handshake_that_never_ends_ends_with_the_timeout() -> None:
    with serving(wait) as url:
        [answer] = ask(url.replace("http:", "https:"), POST, timeout=0.3)
    assert (answer.failure, answer.detail) == (Failure.UNREACHABLE, "no connection within 0.3 s")


def test_a_body_cut_short_is_told_through_tls_as_well(certificates: Certificates) -> None:
    file = certificates.named("IP:127.0.0.1")
    with secure(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), file) as url:
        assert ask(url, POST, ca_file=file)[0].failure is Failure.GARBLED
    with secure(saying(), file) as url:
        assert ask(url, POST, ca_file=file)[0].failure is Failure.DROP


@pytest.mark.parametrize("content", [None, b"", b"no certificate\n"])
def test_a_file_without_certificates_is_a_wrong_call(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(EventpactError, match="holds no certificates") as caught:
        HttpTarget("https://127.0.0.1/", key_header=None, key=None, ca_file=file)
    assert caught.value.exit_code == 2
