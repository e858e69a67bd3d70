"""The keys of this installation: TRR_API_KEYS for admins, TRR_READ_KEYS for readers."""

from hashlib import sha256
from hmac import compare_digest

from api.auth.identity import Identity
from trr_backend.config import Settings

_NAME_DIGITS = 8


class ApiKeys:
    """Knows the keys by their digests."""

    def __init__(self, settings: Settings) -> None:
        """Read the keys; one that is in both lists is an admin's."""
        given = [(one, True) for one in settings.api_keys]
        given += [(one, False) for one in settings.read_keys]
        self._known = [
            _entry(one.get_secret_value(), is_admin=is_admin) for one, is_admin in given
        ]

    def find(self, credential: str) -> Identity | None:
        """Return whose key that is.

        Every key is compared, in constant time: how long it takes tells nothing.
        """
        digest = sha256(credential.encode()).digest()
        found = [who for known, who in self._known if compare_digest(known, digest)]
        return found[0] if found else None


def _entry(key: str, *, is_admin: bool) -> tuple[bytes, Identity]:
    digest = sha256(key.encode())
    name = f"key:{digest.hexdigest()[:_NAME_DIGITS]}"
    return digest.digest(), Identity(name, is_admin=is_admin, may_read=True)
