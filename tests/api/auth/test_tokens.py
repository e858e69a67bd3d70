"""Tokens let in whom they name, and nothing that a token says makes it good."""

import hashlib
import hmac
import time
from base64 import urlsafe_b64encode
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from pydantic import SecretStr

from api.auth.identity import Identity, Unknown
from api.auth.tokens import Tokens
from tests.tokens import (
    ISSUER,
    SECRET,
    SigningKey,
    claims,
    publisher,
    shared,
    unsigned,
)
from trr_backend.config import Settings

_NOW = int(time.time())
BAD: dict[str, tuple[str, str]] = {
    "expired": (shared(exp=_NOW - 31), "The token has expired; get a new one."),
    "early": (shared(nbf=_NOW + 600), "The token is not good yet."),
    "from the future": (shared(iat=_NOW + 600), "The token is not good yet."),
    "audience": (shared(aud="anon"), "The token is for another audience."),
    "issuer": (shared(iss="https://x.test"), "The token is of another issuer."),
    "no issuer": (
        shared(iss=None),
        "The token lacks a claim: it needs exp, aud, sub.",
    ),
    "no end": (shared(exp=None), "The token lacks a claim: it needs exp, aud, sub."),
    "no audience": (
        shared(aud=None),
        "The token lacks a claim: it needs exp, aud, sub.",
    ),
    "nobody": (shared(sub=None), "The token lacks a claim: it needs exp, aud, sub."),
    "empty name": (shared(sub=""), "The token names nobody."),
    "long name": (shared(sub="x" * 201), "The token names nobody."),
    "name of lines": (
        shared(sub="a\nb"),
        "The token names somebody with signs that cannot be shown.",
    ),
    "name is a number": (shared(sub=7), "The token cannot be read."),
    "end is a word": (shared(exp="soon"), "The token cannot be read."),
    "secret": (
        shared("another-secret-of-forty-letters-or-so-----"),
        "The token's signature is wrong.",
    ),
    "HS512": (
        shared(f"{SECRET}{SECRET}", "HS512"),
        "The token's algorithm does not fit its key.",
    ),
    "unsigned": (
        unsigned({"alg": "none", "typ": "JWT"}),
        "The token's algorithm does not fit its key.",
    ),
    "no algorithm": (
        unsigned({"typ": "JWT"}),
        "The token's algorithm does not fit its key.",
    ),
    "empty signature": (
        unsigned({"alg": "HS256"}),
        "The token's signature is wrong.",
    ),
    "no JSON": ("aaaa.bbbb.cccc", "The token cannot be read."),
    "deep": (
        f"{urlsafe_b64encode(b'[' * 6000).decode()}.e30.e30",
        "The token cannot be read.",
    ),
}
ROLES: list[tuple[dict[str, Any], bool]] = [
    ({}, False),
    ({"role": "admin"}, True),
    ({"user_role": "admin"}, True),
    ({"app_metadata": {"role": "admin"}}, True),
    ({"app_metadata": {"roles": ["x", "admin"]}}, True),
    ({"app_metadata": {"roles": "admin"}}, False),
    ({"app_metadata": {"roles": [{"admin": True}, None]}}, False),
    ({"app_metadata": ["admin"]}, False),
    ({"role": ["admin"]}, False),
    ({"user_metadata": {"role": "admin", "roles": ["admin"]}}, False),
    ({"role": "Admin"}, False),
]


def with_secret(**changed: Any) -> Tokens:
    """Return what checks tokens with the project's secret."""
    given = {
        "supabase_jwt_secret": SecretStr(SECRET),
        "supabase_jwt_issuer": ISSUER,
        **changed,
    }
    return Tokens(Settings(_env_file=None).model_copy(update=given))


def with_keys(url: str, **changed: Any) -> Tokens:
    """Return what checks tokens with published keys."""
    given = {"supabase_jwks_url": url, **changed}
    return Tokens(Settings(_env_file=None).model_copy(update=given))


async def complaint(tokens: Tokens, token: str) -> str:
    """Return why a token is refused."""
    with pytest.raises(Unknown) as refused:
        await tokens.identify(token)
    return refused.value.detail


async def test_a_user_is_known_by_their_token() -> None:
    """Also half a minute after its end, for clocks differ."""
    user = Identity("user:8f3a", is_admin=False, may_read=True)
    assert await with_secret().identify(shared()) == user
    assert await with_secret().identify(shared(exp=int(time.time()) - 20)) == user
    anybody = with_secret(supabase_jwt_issuer=None)
    assert await anybody.identify(shared(iss=None)) == user


@pytest.mark.parametrize(("token", "said"), BAD.values(), ids=BAD)
async def test_a_bad_token_is_refused(token: str, said: str) -> None:
    """And it is said what is wrong, never what is in it."""
    assert await complaint(with_secret(), token) == said


async def test_admins_are_who_the_project_says() -> None:
    """What users may write of themselves makes nobody an admin."""
    tokens = with_secret()
    found = [(await tokens.identify(shared(**given))).is_admin for given, _ in ROLES]
    assert found == [expected for _, expected in ROLES]
    editors = with_secret(admin_roles=("editor",))
    assert (await editors.identify(shared(user_role="editor"))).is_admin
    assert not (await editors.identify(shared(role="admin"))).is_admin


async def test_published_keys_of_each_kind_are_taken() -> None:
    """RSA, elliptic curves and Ed25519; who issued is where the keys lie."""
    keys = [
        SigningKey("rsa", rsa.generate_private_key(65537, 2048), "RS256"),
        SigningKey.ec("ec"),
        SigningKey("ed", ed25519.Ed25519PrivateKey.generate(), "EdDSA"),
    ]
    with publisher(*keys) as published:
        tokens = with_keys(published.url)
        for key in keys:
            who = await tokens.identify(key.token(iss=published.issuer, role="admin"))
            assert who == Identity("user:8f3a", is_admin=True, may_read=True)
        said = await complaint(tokens, keys[0].token(iss=ISSUER))
        assert said == "The token is of another issuer."
        assert published.asked == 1


async def test_a_key_is_good_for_its_own_algorithm_alone() -> None:
    """A public key is no secret: who signs with it, or not at all, is refused."""
    private = rsa.generate_private_key(65537, 2048)
    key = SigningKey("k", private, "RS256")
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    own = SigningKey.ec("k")
    with publisher(key) as published:
        other = SigningKey("k", private, "PS256").token(iss=published.issuer)
        said = "The token's algorithm does not fit its key."
        confused = _signed_with(public, {"alg": "HS256", "kid": "k"}, published.issuer)
        for tokens in (with_keys(published.url), _both(published.url)):
            assert await complaint(tokens, other) == said
            for algorithm in ("none", "None", "HS512", "RS512", "ES256"):
                forged = unsigned(
                    {"alg": algorithm, "kid": "k"}, b"x", iss=published.issuer
                )
                assert await complaint(tokens, forged) == said
            assert await complaint(tokens, own.token(iss=published.issuer)) == said
        assert await complaint(with_keys(published.url), confused) == said
        # With a secret as well, HS256 is checked with that and nothing else.
        said = await complaint(_both(published.url), confused)
        assert said == "The token's signature is wrong."


async def test_a_token_cannot_name_where_its_key_lies() -> None:
    """Its headers jku, x5u and jwk are not read, whatever kid is is only looked up."""
    good, own = SigningKey.ec("good"), SigningKey.ec("own")
    with publisher(good) as published, publisher(own) as hostile:
        tokens = with_keys(published.url)
        unpublished = "The token is signed with a key that is not published."
        for headers in (
            {"jku": hostile.url},
            {"x5u": hostile.url},
            {"jwk": own.published},
            {"kid": "../../dev/null"},
            {"kid": "good' or ''='"},
        ):
            token = own.token(headers, iss=published.issuer)
            assert await complaint(tokens, token) == unpublished
        posing = own.token({"kid": "good"}, iss=published.issuer)
        assert await complaint(tokens, posing) == "The token's signature is wrong."
        strange = unsigned({"alg": "ES256", "kid": ["good"]}, iss=published.issuer)
        assert await complaint(tokens, strange) == "The token cannot be read."
        assert hostile.asked == 0


async def test_a_published_secret_is_no_key() -> None:
    """Nor is one to encrypt with."""
    secret = {"kty": "oct", "kid": "s", "alg": "HS256", "k": "c2VjcmV0" * 8}
    longer = {**secret, "kid": "l", "alg": "HS512", "k": "c2VjcmV0" * 16}
    sealing = SigningKey.ec("e")
    with publisher() as published:
        published.keys = [secret, longer, {**sealing.published, "use": "enc"}]
        tokens = with_keys(published.url)
        forged = _signed_with(
            b"secret" * 8, {"alg": "HS256", "kid": "s"}, published.issuer
        )
        said = "The token's algorithm does not fit its key."
        assert await complaint(tokens, forged) == said
        said = "The token is signed with a key that is not published."
        assert await complaint(tokens, sealing.token(iss=published.issuer)) == said
        other = jwt.encode(
            claims(iss=published.issuer), b"secret" * 16, "HS512", {"kid": "l"}
        )
        assert await complaint(tokens, other) == said


def _both(url: str) -> Tokens:
    return with_keys(url, supabase_jwt_secret=SecretStr(SECRET))


def _signed_with(secret: bytes, header: dict[str, Any], issuer: str) -> str:
    """Return a token signed with HMAC; libraries refuse to do so with a public key."""
    body = unsigned(header, **{**claims(), "iss": issuer}).rpartition(".")[0]
    mac = hmac.new(secret, body.encode(), hashlib.sha256).digest()
    return f"{body}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"
