"""Finds the credential of a request: in its headers, never in its address.

`Authorization: Bearer ...`, `X-API-Key: ...`, and for WebSockets of browsers, which
cannot set headers, an offered subprotocol `trr.bearer.<base64url without padding>`.
"""

import binascii
from base64 import b64decode
from typing import Final
from urllib.parse import parse_qsl

from starlette.types import Scope

from api.auth.identity import Misplaced, Unknown

SUBPROTOCOL: Final = "trr.bearer."
# Longer than any token of Supabase; reading one costs by its length.
_LONGEST = 8192
_QUERY_NAMES: Final = frozenset(
    {"access_token", "api_key", "api-key", "apikey", "jwt", "token", "x-api-key"}
)
_QUERY_SIGNS: Final = (b"token", b"key", b"jwt", b"TOKEN", b"KEY", b"JWT", b"%")
_NOT_ASCII = "The credential has signs in it that no key and no token has."


def find_credential(scope: Scope) -> str | None:
    """Return the one credential of a request, or None.

    Raises Unknown for one that cannot be read, or several, and Misplaced for one in the
    query string.
    """
    query: bytes = scope["query_string"]
    if query and any(sign in query for sign in _QUERY_SIGNS):
        _check_query(query)
    found = [
        _bearer(value) if name == b"authorization" else _text(value)
        for name, value in scope["headers"]
        if name in (b"authorization", b"x-api-key")
    ]
    if scope["type"] == "websocket":
        found += [
            _offered(one.removeprefix(SUBPROTOCOL))
            for one in scope["subprotocols"]
            if one.startswith(SUBPROTOCOL)
        ]
    if not found:
        return None
    if len(set(found)) > 1:
        raise Unknown("Several credentials were sent; send one.")
    if not 0 < len(found[0]) <= _LONGEST:
        raise Unknown("The credential is empty or too long to be a key or a token.")
    return found[0]


def _check_query(query: bytes) -> None:
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    if any(name.lower() in _QUERY_NAMES for name, _ in pairs):
        raise Misplaced


def _bearer(value: bytes) -> str:
    scheme, _, rest = _text(value).partition(" ")
    if scheme.lower() != "bearer":
        raise Unknown("Authorization has another scheme than Bearer.")
    return rest.strip()


def _text(value: bytes) -> str:
    try:
        return value.decode("ascii").strip()
    except UnicodeDecodeError:
        raise Unknown(_NOT_ASCII) from None


def _offered(text: str) -> str:
    padded = f"{text}{'=' * (-len(text) % 4)}"
    try:
        return _text(b64decode(padded.encode(), b"-_", validate=True))
    except (ValueError, binascii.Error):
        raise Unknown(
            f"The subprotocol {SUBPROTOCOL} is followed by the key or token in "
            "base64url without padding."
        ) from None
