"""Checks of who may do what over the API."""

from scripts._doctor import Check, Tell
from scripts._doctor_place import Installation
from trr_backend.config import Settings
from trr_backend.utils.text import counted

_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
_KEY = "what `openssl rand -hex 24` prints"


def _is_open_to_others(installation: Installation) -> bool:
    """Say whether others than this machine reach the API, as far as is known."""
    is_local = installation.host in _THIS_MACHINE
    return not is_local or bool(installation.settings.trusted_proxies)


def _takes_tokens(settings: Settings) -> bool:
    return bool(settings.supabase_jwt_secret or settings.supabase_jwks_url)


async def admins(installation: Installation, tell: Tell) -> None:
    """Is there anybody who may decide?"""
    settings = installation.settings
    if settings.api_keys:
        tell.ok(f"{counted(len(settings.api_keys), 'key')} of admins")
    elif _takes_tokens(settings):
        tell.ok("tokens of Supabase say who is an admin")
    else:
        tell.not_set_up(
            "nobody is an admin over the API",
            f"set TRR_API_KEYS to {_KEY}, if somebody shall be",
        )


async def readers(installation: Installation, tell: Tell) -> None:
    """May those read who reach it, and only those who should?"""
    settings, host = installation.settings, installation.host
    has_keys = settings.read_keys or settings.api_keys or _takes_tokens(settings)
    if settings.access == "closed":
        if has_keys:
            tell.ok("only who has a key or a token may read")
        else:
            tell.fault(
                "TRR_ACCESS is closed and there is no key: nobody may read",
                f"set TRR_READ_KEYS to {_KEY}",
            )
    elif not _is_open_to_others(installation):
        tell.ok(f"open, and served at {host} to this machine alone")
    elif settings.private:
        tell.warning(
            "anybody who reaches the API reads what is for personal use only "
            "(TRR_PRIVATE)",
            f"set TRR_ACCESS=closed and TRR_READ_KEYS to {_KEY}, or unset TRR_PRIVATE",
        )
    else:
        tell.warning(
            "anybody who reaches the API may read the catalogue",
            f"if that is not meant, set TRR_ACCESS=closed and TRR_READ_KEYS to {_KEY}",
        )


async def metrics(installation: Installation, tell: Tell) -> None:
    """Who sees what it does?"""
    how = installation.settings.metrics
    if how == "open" and _is_open_to_others(installation):
        tell.warning(
            "anybody who reaches the API may read /metrics",
            "set TRR_METRICS=admin, or let the proxy refuse that path",
        )
    else:
        tell.ok(f"TRR_METRICS is {how}")


API: dict[str, Check] = {"admins": admins, "readers": readers, "metrics": metrics}
