"""The secret of a webhook, as Standard Webhooks write it: whsec_ and base64."""

import base64
import binascii
import secrets

from trr_backend.errors import InputError

_PREFIX = "whsec_"
# Between 24 and 64 bytes, says the specification.
_LEAST_BYTES = 24
_MOST_BYTES = 64
_MADE_BYTES = 32


def new_secret() -> str:
    """Return a new secret."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_MADE_BYTES)).decode()


def check_secret(text: str) -> str:
    """Return a secret that somebody chose. Raises InputError, which does not quote it.

    Receivers' libraries read it in different ways where it is not plain base64.
    """
    prefix, encoded = text[: len(_PREFIX)], text[len(_PREFIX) :]
    try:
        size = len(base64.b64decode(encoded, validate=True))
    except (binascii.Error, ValueError):
        size = 0
    if prefix != _PREFIX or not _LEAST_BYTES <= size <= _MOST_BYTES:
        raise InputError(
            f"the secret is {_PREFIX} and {_LEAST_BYTES} to {_MOST_BYTES} bytes as "
            "base64; without --secret one is made"
        )
    return text
