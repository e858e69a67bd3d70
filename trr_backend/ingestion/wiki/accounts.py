"""Accounts of people: the handle in a link or in what somebody wrote for it."""

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

_HOSTS: Mapping[str, str] = {
    "instagram.com": "instagram_handle",
    "twitter.com": "twitter_handle",
    "x.com": "twitter_handle",
    "tiktok.com": "tiktok_handle",
    "youtube.com": "youtube_handle",
    "facebook.com": "facebook_handle",
    "fb.com": "facebook_handle",
}
ACCOUNT_FIELDS = tuple(dict.fromkeys(_HOSTS.values()))
"""The fields that hold a handle."""

_HANDLE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?|_[\w.-]{1,98}")
# First parts of paths that are no account of anybody.
_NO_ACCOUNTS = frozenset(
    {"p", "reel", "reels", "explore", "stories", "home", "search", "hashtag", "i"}
    | {"watch", "playlist", "results", "embed", "shorts", "intent", "share"}
    | {"groups", "pages", "events", "profile.php", "people", "channel"}
)
# Behind these stands the account.
_BEFORE_ACCOUNTS = frozenset({"user", "c"})


def account_of(address: str) -> tuple[str, str] | None:
    """Return the field and the handle in the address of an account.

    >>> account_of("https://www.instagram.com/chelsiebaham/")
    ('instagram_handle', 'chelsiebaham')
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    field = _HOSTS.get(host.removeprefix("www.").removeprefix("m."))
    path = [unquote(part) for part in parts.path.split("/") if part]
    if path and path[0].lower() in _BEFORE_ACCOUNTS:
        path = path[1:]
    if field is None or not path or path[0].lower() in _NO_ACCOUNTS:
        return None
    handle = _handle(path[0])
    return (field, handle) if handle else None


def written_handle(text: str, field: str) -> str | None:
    """Return the handle that a text is: an account's name or address, else None.

    >>> written_handle("@chelsiebaham", "instagram_handle")
    'chelsiebaham'
    """
    said = text.strip()
    if "/" in said:
        address = said if "://" in said else f"https://{said}"
        found = account_of(address)
        return found[1] if found and found[0] == field else None
    return _handle(said)


def _handle(text: str) -> str | None:
    name = text.removeprefix("@")
    return name if _HANDLE.fullmatch(name) else None
