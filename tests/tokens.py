"""Tokens as Supabase signs them, and a server that publishes the keys to check them."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

SECRET = "a-secret-of-a-project-with-40-letters-or-so"
ISSUER = "https://project.test/auth/v1"
AUDIENCE = "authenticated"
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def claims(**changed: Any) -> dict[str, Any]:
    """Return the claims of a user of whom nothing is wrong; None leaves one out."""
    now = int(time.time())
    whole = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "8f3a",
        "role": "authenticated",
        "iat": now,
        "exp": now + 3600,
        **changed,
    }
    return {name: value for name, value in whole.items() if value is not None}


def shared(secret: str = SECRET, algorithm: str = "HS256", **changed: Any) -> str:
    """Return a token that is signed with the project's secret."""
    return jwt.encode(claims(**changed), secret, algorithm=algorithm)


@dataclass(frozen=True)
class SigningKey:
    """A private key under its id, and what is published of it."""

    id: str
    private: PrivateKey
    algorithm: str

    @classmethod
    def ec(cls, key_id: str) -> "SigningKey":
        """Make one as Supabase makes them."""
        return cls(key_id, ec.generate_private_key(ec.SECP256R1()), "ES256")

    @property
    def published(self) -> dict[str, Any]:
        """The public part, as a JWKS names it."""
        public = self.private.public_key()
        match public:
            case rsa.RSAPublicKey():
                told = RSAAlgorithm.to_jwk(public)
            case ec.EllipticCurvePublicKey():
                told = ECAlgorithm.to_jwk(public)
            case _:
                told = OKPAlgorithm.to_jwk(public)
        named = {"kid": self.id, "use": "sig", "alg": self.algorithm}
        return {**json.loads(told), **named}

    def token(self, headers: dict[str, Any] | None = None, **changed: Any) -> str:
        """Return a token that is signed with it."""
        return jwt.encode(
            claims(**changed),
            self.private,
            algorithm=self.algorithm,
            headers={"kid": self.id, **(headers or {})},
        )


def unsigned(header: dict[str, Any], signature: bytes = b"", **changed: Any) -> str:
    """Return a token with a header and a signature of anybody's choice."""
    parts = (json.dumps(header), json.dumps(claims(**changed)))
    encoded = [urlsafe_b64encode(one.encode()).rstrip(b"=") for one in parts]
    return b".".join([*encoded, urlsafe_b64encode(signature).rstrip(b"=")]).decode()


@dataclass
class Publisher:
    """Publishes keys; `answer` takes their place where it is set."""

    address: str
    keys: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    answer: bytes | None = None
    delay_seconds: float = 0
    asked: int = 0

    @property
    def url(self) -> str:
        """Where the keys lie."""
        return f"{self.address}/auth/v1/.well-known/jwks.json"

    @property
    def issuer(self) -> str:
        """Who signs with them."""
        return f"{self.address}/auth/v1"


@contextmanager
def publisher(*keys: SigningKey) -> Iterator[Publisher]:
    """Run a server that publishes these keys."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked += 1
            time.sleep(made.delay_seconds)
            told = json.dumps({"keys": made.keys}).encode()
            body = told if made.answer is None else made.answer
            self.send_response(made.status)
            for name, value in made.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Publisher(f"http://127.0.0.1:{server.server_port}")
        made.keys = [one.published for one in keys]
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()
