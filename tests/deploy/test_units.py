"""The units of systemd: each directive is known, and nobody may do much."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.command_tree import is_command
from tests.project_files import ROOT

UNITS = sorted((ROOT / "deploy").glob("*.service"))
ANALYZE = shutil.which("systemd-analyze")
LEAST_SAFE = 2.0
KNOWN = {
    "Unit": {"After", "Description", "StartLimitIntervalSec", "Wants"},
    "Install": {"WantedBy"},
    "Service": {
        "AmbientCapabilities",
        "CapabilityBoundingSet",
        "Environment",
        "EnvironmentFile",
        "ExecStart",
        "Group",
        "KillMode",
        "KillSignal",
        "LockPersonality",
        "NoNewPrivileges",
        "PrivateDevices",
        "PrivateTmp",
        "PrivateUsers",
        "ProtectClock",
        "ProtectControlGroups",
        "ProtectHome",
        "ProtectHostname",
        "ProtectKernelLogs",
        "ProtectKernelModules",
        "ProtectKernelTunables",
        "ProtectProc",
        "ProtectSystem",
        "RemoveIPC",
        "Restart",
        "RestartSec",
        "RestrictAddressFamilies",
        "RestrictNamespaces",
        "RestrictRealtime",
        "RestrictSUIDSGID",
        "StateDirectory",
        "StateDirectoryMode",
        "SystemCallArchitectures",
        "SystemCallErrorNumber",
        "SystemCallFilter",
        "TimeoutStopSec",
        "Type",
        "UMask",
        "User",
        "WorkingDirectory",
    },
}


def directives(unit: Path) -> dict[str, list[tuple[str, str]]]:
    """Return what each section says, in order. Raises for a line that is none."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in unit.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        if section := re.fullmatch(r"\[(\w+)\]", line):
            found[section[1]] = []
            continue
        key, equals, value = line.partition("=")
        assert equals, line
        found[list(found)[-1]].append((key, value))
    return found


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_directive_is_known(unit: Path) -> None:
    """What systemd does not know it passes over: it would protect nobody."""
    found = directives(unit)

    assert found.keys() == KNOWN.keys()
    for section, said in found.items():
        assert {key for key, _ in said} <= KNOWN[section], section


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_it_is_started_again_and_ended_well(unit: Path) -> None:
    """Restarted however it ends, asked to end by SIGTERM, with time for what is on."""
    said = dict(directives(unit)["Service"])
    program, *words = said["ExecStart"].split()

    assert (said["Restart"], said["KillSignal"]) == ("always", "SIGTERM")
    assert int(said["TimeoutStopSec"]) >= 20
    assert "WatchdogSec" not in said
    assert program == "/opt/trr/.venv/bin/trr"
    assert is_command([word for word in words if word.isalpha()])
    assert said["User"] != "root"


def test_each_worker_has_a_name_of_its_own() -> None:
    """The machine's and its number, so that it goes on with what it had."""
    (unit,) = [unit for unit in UNITS if "@" in unit.name]
    said = directives(unit)["Service"]

    assert ("Environment", "TRR_WORKER_NAME=%l-%i") in said


@pytest.mark.system
@pytest.mark.skipif(ANALYZE is None, reason="needs systemd-analyze")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_it_and_finds_it_safe(unit: Path, tmp_path: Path) -> None:
    """`systemd-analyze verify` has nothing to say, `security` little."""
    program = shutil.which("true")
    assert program is not None
    copy = tmp_path / unit.name.replace("@.", "@1.")
    text = unit.read_text().replace("/opt/trr/.venv/bin/trr", program)
    copy.write_text(text)

    verified = subprocess.run(
        [str(ANALYZE), "verify", copy], capture_output=True, text=True, check=False
    )
    judged = subprocess.run(
        [str(ANALYZE), "security", "--offline=true", "--no-pager", copy],
        capture_output=True,
        text=True,
        check=False,
    )
    level = re.search(r"Overall exposure level.*?: ([\d.]+)", judged.stdout)

    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
    assert level is not None
    assert float(level[1]) <= LEAST_SAFE
