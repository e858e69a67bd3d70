"""The public keys of whoever signs tokens, fetched where they are published.

PyJWT's own client is not used for it: it follows redirects, reads answers of any length
and asks again for each key it does not know, so that strangers could make it ask.
"""

import asyncio
import json
import logging
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from typing import IO, Final

from anyio import fail_after, to_thread
from jwt import PyJWK, PyJWKSet
from jwt.exceptions import PyJWTError

from api.auth.identity import KeysAway

_LOG = logging.getLogger(__name__)
_ALGORITHMS: Final = frozenset({"RS256", "ES256", "EdDSA"})
# Supabase lets its edge keep the document for ten minutes.
_FRESH_SECONDS = 600
# Strangers can name keys that do not exist: asked again no sooner than after this.
_PAUSE_SECONDS = 10
_PATIENCE_SECONDS = 5
_MOST_BYTES = 256 * 1024
# What a fetch and the reading of its answer raise; the last where it nests too deeply.
_NO_ANSWER = (OSError, HTTPException, ValueError, PyJWTError, RecursionError)


class PublicKeys:
    """The keys at `url` by their ids, asked for when one is needed.

    Those that are known go on being good while the address cannot be reached; what its
    next answer no longer names is no longer good.
    """

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._keys: dict[str, PyJWK] = {}
        self._asked_at: float | None = None
        self._answered = False
        self._asking: asyncio.Task[None] | None = None

    async def find(self, key_id: object) -> PyJWK | None:
        """Return the key of that id. Raises KeysAway where nobody can tell."""
        known = self._keys.get(key_id) if isinstance(key_id, str) else None
        if known is not None:
            if self._age > (_FRESH_SECONDS if self._answered else _PAUSE_SECONDS):
                self._ask()
            return known
        if self._asking is None and self._age > _PAUSE_SECONDS:
            self._ask()
        if self._asking is not None:
            # Nobody who goes away takes the answer from the others who wait for it.
            await asyncio.shield(self._asking)
        if not self._answered:
            raise KeysAway(max(1, round(_PAUSE_SECONDS - self._age)))
        return self._keys.get(key_id) if isinstance(key_id, str) else None

    @property
    def _age(self) -> float:
        """Seconds since it was last asked."""
        return (
            float("inf") if self._asked_at is None else self._clock() - self._asked_at
        )

    def _ask(self) -> None:
        if self._asking is None:
            self._asked_at = self._clock()
            self._asking = asyncio.create_task(self._fetch())

    async def _fetch(self) -> None:
        try:
            with fail_after(_PATIENCE_SECONDS):
                body = await to_thread.run_sync(
                    _read, self._url, abandon_on_cancel=True
                )
            self._keys = _parse(body)
            self._answered = True
        except _NO_ANSWER as error:
            self._answered = False
            _LOG.warning("the keys at %s cannot be had: %s", self._url, error)
        finally:
            self._asking = None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An address of keys is what it was set to, and no other."""

    def redirect_request(  # noqa: PLR0913, PLR0917 -- as the library calls it
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Follow nothing: what was answered is an error then."""


_OPENER = urllib.request.build_opener(_NoRedirect)


def _read(url: str) -> bytes:
    try:
        with _OPENER.open(url, timeout=_PATIENCE_SECONDS) as answer:
            body: bytes = answer.read(_MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise
    if len(body) > _MOST_BYTES:
        raise ValueError(f"the answer has more than {_MOST_BYTES} bytes")
    return body


def _parse(body: bytes) -> dict[str, PyJWK]:
    """Return the keys that sign with an algorithm we take: a secret is none of them."""
    document = json.loads(body)
    if not isinstance(document, dict):
        raise ValueError("the answer is no set of keys")  # noqa: TRY004 -- it is data
    return {
        one.key_id: one
        for one in PyJWKSet.from_dict(document)
        if isinstance(one.key_id, str)
        and one.algorithm_name in _ALGORITHMS
        and one.public_key_use in (None, "sig")
    }
