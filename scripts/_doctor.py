"""Checks of an installation: each says what it finds, and none stops the others.

A check is a function of the installation that tells its findings one by one; all run at
once, each for a limited time. What a check raises is a finding, too.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from scripts._doctor_place import Installation, NotSetUp
from trr_backend.errors import StorageError, TrrError, Unavailable

CHECK_SECONDS = 10.0
OWNER = (
    "connect as the role that owns the tables, or let an administrator grant it "
    "service_role"
)
State = Literal["ok", "not set up", "warning", "fault"]
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about a subject; `advice` says what to do, where there is that."""

    check: str
    subject: str
    state: State
    said: str
    advice: str = ""


class Tell:
    """Takes the findings of one check; `subject` is what it is about if not said."""

    def __init__(self, check: str, subject: str) -> None:
        self.findings: list[Finding] = []
        self._check = check
        self._subject = subject

    def ok(self, said: str, *, subject: str | None = None) -> None:
        """It is as it should be."""
        self._add("ok", said, "", subject)

    def not_set_up(self, said: str, advice: str, *, subject: str | None = None) -> None:
        """It is not used here."""
        self._add("not set up", said, advice, subject)

    def warning(self, said: str, advice: str, *, subject: str | None = None) -> None:
        """It works, and may not for long or not for all."""
        self._add("warning", said, advice, subject)

    def fault(self, said: str, advice: str, *, subject: str | None = None) -> None:
        """It does not work."""
        self._add("fault", said, advice, subject)

    def error(self, error: TrrError) -> None:
        """It does not work, and the error says why."""
        self.fault(*split_advice(error))

    def _add(self, state: State, said: str, advice: str, subject: str | None) -> None:
        about = subject or self._subject
        self.findings.append(Finding(self._check, about, state, said, advice))


Check = Callable[[Installation, Tell], Awaitable[None]]
Checks = Mapping[str, Mapping[str, Check]]
"""The checks of each group, by what they are about."""


async def run_checks(
    installation: Installation,
    checks: Checks,
    groups: Sequence[str],
    *,
    seconds: float = CHECK_SECONDS,
) -> list[Finding]:
    """Return what the checks of these groups found, in their order."""
    wanted = [
        (check, Tell(group, subject))
        for group in groups
        for subject, check in checks[group].items()
    ]
    await asyncio.gather(
        *(_bounded(installation, check, tell, seconds) for check, tell in wanted)
    )
    return [finding for _, tell in wanted for finding in tell.findings]


async def _bounded(
    installation: Installation, check: Check, tell: Tell, seconds: float
) -> None:
    try:
        async with asyncio.timeout(seconds):
            await check(installation, tell)
    except NotSetUp as absent:
        tell.not_set_up(absent.said, absent.advice)
    except TimeoutError:
        tell.fault(
            f"no end within {seconds:g} s", "find out what hangs, then run it again"
        )
    except TrrError as error:
        tell.error(error)
    except PermissionError as error:
        tell.fault(
            f"{error.filename} cannot be looked at: {error.strerror}",
            "let this user in there, or name another place",
        )
    except Exception as error:  # noqa: BLE001 -- it shall not stop the others
        _LOG.exception("a check failed")
        tell.fault(
            f"the check itself failed: {type(error).__name__}",
            "report this with the log lines above",
        )


def split_advice(error: TrrError) -> tuple[str, str]:
    """Return what an error says and, after its semicolon, what to do."""
    message = str(error.args[0])
    said, _, advice = message.partition("; ")
    # An upstream's error goes on with its status and address.
    whole = str(error).replace(message, said, 1)
    return " ".join(whole.split()), " ".join(advice.split()) or _usual_advice(error)


def _usual_advice(error: TrrError) -> str:
    if isinstance(error, StorageError) and "permission denied" in str(error):
        return OWNER
    if isinstance(error, StorageError):
        return "check TRR_DATABASE_URL and look at the server's log"
    if isinstance(error, Unavailable):
        return "look whether this machine reaches it, or try again later"
    return "set it right, then run `trr doctor` again"
