"""A credential is found where it may stand, alone, and never in the address."""

from base64 import urlsafe_b64encode
from typing import Any

import pytest
from pydantic import SecretStr

from api.auth.credentials import find_credential
from api.auth.identity import Identity, Misplaced, Unknown
from api.auth.keys import ApiKeys
from trr_backend.config import Settings

KEY = "an-admin's-key-0001"
OFFERED = f"trr.bearer.{urlsafe_b64encode(KEY.encode()).rstrip(b'=').decode()}"
FOUND: list[tuple[list[tuple[bytes, bytes]], str | None]] = [
    ([], None),
    ([(b"authorization", f"Bearer {KEY}".encode())], KEY),
    ([(b"authorization", f"bearer   {KEY} ".encode())], KEY),
    ([(b"x-api-key", KEY.encode())], KEY),
    (
        [(b"x-api-key", KEY.encode()), (b"authorization", b"Bearer " + KEY.encode())],
        KEY,
    ),
    (
        [(b"cookie", b"token=x"), (b"apikey", b"x"), (b"proxy-authorization", b"x")],
        None,
    ),
]
UNREADABLE: list[list[tuple[bytes, bytes]]] = [
    [(b"authorization", b"Basic dTpw")],
    [(b"authorization", b"Bearer")],
    [(b"authorization", b"")],
    [(b"x-api-key", b"")],
    [(b"x-api-key", "schlüssel-schlüssel".encode())],
    [(b"x-api-key", b"x" * 8193)],
    [(b"x-api-key", b"key-1"), (b"x-api-key", b"key-2")],
    [(b"x-api-key", b"key-1"), (b"authorization", b"Bearer key-2")],
]
IN_ADDRESS = [
    b"api_key=x",
    b"a=b&token=x",
    b"APIKEY=x",
    b"access%5Ftoken=x",
    b"x-api-key",
    b"jwt=",
]
INNOCENT = [b"", b"q=token", b"q=a%20key&limit=5", b"tokens=1", b"sort=name"]


def http(headers: list[tuple[bytes, bytes]], query: bytes = b"") -> dict[str, Any]:
    """Return the scope of a request."""
    return {"type": "http", "headers": headers, "query_string": query}


def socket(*protocols: str) -> dict[str, Any]:
    """Return the scope of a handshake."""
    return {**http([]), "type": "websocket", "subprotocols": list(protocols)}


def test_a_credential_is_in_one_header() -> None:
    """Twice the same is one."""
    assert [find_credential(http(headers)) for headers, _ in FOUND] == [
        expected for _, expected in FOUND
    ]


@pytest.mark.parametrize("headers", UNREADABLE)
def test_what_cannot_be_read_is_not_taken_for_none(
    headers: list[tuple[bytes, bytes]],
) -> None:
    """And what is said of it does not repeat it."""
    with pytest.raises(Unknown) as refused:
        find_credential(http(headers))
    assert not any(
        value and value.decode("latin-1") in refused.value.detail
        for _, value in headers
    )


def test_a_browser_offers_it_as_a_subprotocol() -> None:
    """Beside the one that is spoken; of a plain request none is read."""
    assert find_credential(socket("trr.v1.json", OFFERED)) == KEY
    assert find_credential(socket("trr.v1.json")) is None
    assert find_credential({**socket(OFFERED), "type": "http"}) is None
    for bad in ("trr.bearer.", "trr.bearer.a", "trr.bearer.w7w", "trr.bearer.a+b="):
        with pytest.raises(Unknown):
            find_credential(socket(bad))
    with pytest.raises(Unknown):
        find_credential(socket(OFFERED, f"{OFFERED[:-2]}"))


def test_an_address_is_no_place_for_it() -> None:
    """However it is called and written there; a search for such a word is none."""
    for query in IN_ADDRESS:
        with pytest.raises(Misplaced):
            find_credential(http([(b"x-api-key", KEY.encode())], query))
    for query in INNOCENT:
        assert find_credential(http([], query)) is None


def test_keys_are_named_by_their_digests() -> None:
    """One that is in both lists is an admin's; nothing like a key is one."""
    settings = Settings(_env_file=None).model_copy(
        update={
            "api_keys": (SecretStr(KEY), SecretStr("both-lists-have-this")),
            "read_keys": (
                SecretStr("a-reader's-key-01"),
                SecretStr("both-lists-have-this"),
            ),
        }
    )
    keys = ApiKeys(settings)
    assert keys.find(KEY) == Identity("key:e924a477", is_admin=True, may_read=True)
    assert keys.find("a-reader's-key-01") == Identity(
        "key:065f7d9e", is_admin=False, may_read=True
    )
    both = keys.find("both-lists-have-this")
    assert both is not None
    assert both.is_admin
    for other in ("", KEY[:-1], f"{KEY} ", KEY.upper()):
        assert keys.find(other) is None
