"""A message over TLS: to the checked address, under the target's own name."""

import ssl
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpcore2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.trr_backend.integrations.webhooks.test_targets import resolves
from tests.webhook_receiver import SECRET, receiving
from trr_backend.config import Settings
from trr_backend.errors import InputError
from trr_backend.integrations.webhooks.client import WebhookClient
from trr_backend.integrations.webhooks.secrets import check_secret, new_secret
from trr_backend.models.webhooks import Receipt, Target, Trial

NAME = "hooks.example.org"


def certified(folder: Path) -> Path:
    """Write a key and a certificate for the name; return the file of both."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


async def test_the_checked_address_is_asked_under_the_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """TLS and Host name the target though the connection goes to an address."""
    file = certified(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    asked_for: list[str | None] = []
    context.sni_callback = lambda _s, name, _c: asked_for.append(name)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    resolves(monkeypatch, ["1.1.1.1"])
    connect = httpcore2.AnyIOBackend.connect_tcp
    connected: list[str] = []

    async with receiving(tls=context) as receiver:
        port = int(receiver.url.rpartition(":")[2])

        async def connect_here(
            self: httpcore2.AnyIOBackend, host: str, _port: int, *rest: Any
        ) -> httpcore2.AsyncNetworkStream:
            connected.append(host)
            return await connect(self, "127.0.0.1", port, *rest)

        monkeypatch.setattr(httpcore2.AnyIOBackend, "connect_tcp", connect_here)
        sent = Trial(datetime.now(UTC))
        async with aclosing(WebhookClient(Settings(_env_file=None))) as client:
            good = await client.send(
                Target(UUID(int=1), f"https://{NAME}/a", SECRET), sent
            )
            bad = await client.send(
                Target(UUID(int=1), "https://other.example.org/a", SECRET), sent
            )
    assert (good, connected) == (Receipt(204), ["1.1.1.1", "1.1.1.1"])
    assert asked_for == [NAME, "other.example.org"]
    assert (bad.status, (bad.problem or "").partition(":")[0]) == (
        None,
        "no connection",
    )
    (message,) = receiver.received
    assert (message.path, message.headers["host"]) == ("/a", NAME)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "whsec_",
        SECRET.removeprefix("whsec_"),
        "whsec_MfKQ",
        f"{SECRET}!",
        SECRET * 3,
    ],
)
def test_other_secrets_are_refused_unquoted(text: str) -> None:
    """Whoever mistyped one does not find it in a log."""
    with pytest.raises(InputError) as refused:
        check_secret(text)
    assert text == "" or text not in str(refused.value) or text == "whsec_"


def test_a_secret_is_checked_before_it_is_kept() -> None:
    """As the specification has it: 24 to 64 bytes of base64 after whsec_."""
    assert len({check_secret(new_secret()) for _ in range(3)}) == 3
    assert check_secret(SECRET) == SECRET
