"""Tokens of Supabase: who they name, once signature and claims have been checked.

The token says which key it was signed with, never how it is checked: each key has one
algorithm of ours.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import jwt
from jwt import PyJWK

from api.auth.identity import Identity, Unknown
from api.auth.jwks import PublicKeys
from trr_backend.config import Settings

_SHARED_ALGORITHM: Final = "HS256"
_LEEWAY_SECONDS = 30
_LONGEST_NAME = 200
_WELL_KNOWN = "/.well-known"
# By the first that fits; what is not among them is said in general.
_WORDS: Final = (
    (jwt.ExpiredSignatureError, "The token has expired; get a new one."),
    (jwt.ImmatureSignatureError, "The token is not good yet."),
    (jwt.InvalidAudienceError, "The token is for another audience."),
    (jwt.InvalidIssuerError, "The token is of another issuer."),
    (jwt.MissingRequiredClaimError, "The token lacks a claim: it needs exp, aud, sub."),
    (jwt.InvalidAlgorithmError, "The token's algorithm does not fit its key."),
    (jwt.InvalidSignatureError, "The token's signature is wrong."),
)
_UNREADABLE = "The token cannot be read."


class Tokens:
    """Checks tokens with the secret or the published keys of a project."""

    def __init__(self, settings: Settings) -> None:
        secret, url = settings.supabase_jwt_secret, settings.supabase_jwks_url
        self._secret = secret.get_secret_value() if secret else None
        self._published = PublicKeys(url) if url else None
        self._issuer = settings.supabase_jwt_issuer or _issuer_of(url)
        self._audience = settings.supabase_jwt_audience
        self._admin_roles = frozenset(settings.admin_roles)

    @property
    def are_taken(self) -> bool:
        """Whether there is anything to check a token with."""
        return self._secret is not None or self._published is not None

    async def identify(self, token: str) -> Identity:
        """Return whom a token names. Raises Unknown and KeysAway."""
        try:
            key, algorithm = await self._key(jwt.get_unverified_header(token))
            claims: Mapping[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                audience=self._audience,
                issuer=self._issuer,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise Unknown(_said(error)) from None
        return Identity(
            f"user:{_subject(claims)}",
            is_admin=not self._admin_roles.isdisjoint(_roles(claims)),
            may_read=True,
        )

    async def _key(self, header: Mapping[str, Any]) -> tuple[PyJWK | str, str]:
        """Return the key that is meant and the one algorithm that it is for."""
        if header.get("alg") == _SHARED_ALGORITHM:
            if self._secret is None:
                raise jwt.InvalidAlgorithmError
            return self._secret, _SHARED_ALGORITHM
        if self._published is None:
            raise jwt.InvalidAlgorithmError
        key = await self._published.find(header.get("kid"))
        if key is None:
            raise Unknown("The token is signed with a key that is not published.")
        return key, key.algorithm_name


def _issuer_of(url: str | None) -> str | None:
    before, found, _ = (url or "").partition(_WELL_KNOWN)
    return before if found else None


def _said(error: jwt.PyJWTError) -> str:
    return next((said for kind, said in _WORDS if isinstance(error, kind)), _UNREADABLE)


def _subject(claims: Mapping[str, Any]) -> str:
    subject = claims["sub"]
    if not (isinstance(subject, str) and 0 < len(subject) <= _LONGEST_NAME):
        raise Unknown("The token names nobody.")
    if not subject.isprintable():
        raise Unknown("The token names somebody with signs that cannot be shown.")
    return subject


def _roles(claims: Mapping[str, Any]) -> Iterator[str]:
    """Yield the roles that a project gave; what users write of themselves is not read.

    That is `user_metadata`, which every user may change.
    """
    app = claims.get("app_metadata")
    app = app if isinstance(app, dict) else {}
    several = app.get("roles")
    for one in (
        claims.get("role"),
        claims.get("user_role"),
        app.get("role"),
        *(several if isinstance(several, list) else ()),
    ):
        if isinstance(one, str):
            yield one
