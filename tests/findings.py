"""What `trr doctor` finds, for tests: by subject, as state, words and advice."""

from collections.abc import Mapping

from scripts._doctor import Finding, run_checks
from scripts._doctor_place import installed
from scripts.doctor import CHECKS
from trr_backend.config import Settings


async def found(
    settings: Settings, group: str, *, host: str = "127.0.0.1"
) -> Mapping[str, Finding]:
    """Return what one group of checks finds, by what it is about."""
    async with installed(settings, host) as installation:
        findings = await run_checks(installation, CHECKS, [group])
    by_subject = {one.subject: one for one in findings}
    assert len(by_subject) == len(findings), findings
    assert all(one.advice for one in findings if one.state != "ok"), findings
    return by_subject


async def states(settings: Settings, group: str) -> Mapping[str, str]:
    """Return the state of each subject of a group."""
    return {name: one.state for name, one in (await found(settings, group)).items()}
