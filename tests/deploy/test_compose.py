"""The compose file: every key is one that compose knows, every service looks after."""

import json
import re
import subprocess
from typing import Any

import yaml

from tests.command_tree import is_command
from tests.project_files import ROOT

DEPLOY = ROOT / "deploy"
TOP = {"name", "services", "volumes"}
# The part of the Compose Specification that is used here.
SERVICE: dict[str, type | tuple[type, ...]] = {
    "build": dict,
    "cap_drop": list,
    "command": list,
    "depends_on": dict,
    "env_file": list,
    "environment": dict,
    "healthcheck": dict,
    "image": str,
    "init": bool,
    "logging": dict,
    "ports": list,
    "read_only": bool,
    "restart": str,
    "security_opt": list,
    "shm_size": str,
    "stop_grace_period": str,
    "tmpfs": list,
    "volumes": list,
}
OURS = ("api", "migrate", "worker-1", "worker-2")
DURATION = re.compile(r"(\d+)s")
PORTS = re.compile(r"\d+:\d+")
CONDITIONS = {"service_completed_successfully", "service_healthy", "service_started"}


def compose() -> dict[str, Any]:
    """Return the file, its anchors resolved, without what only holds these."""
    read = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return {name: part for name, part in read.items() if not name.startswith("x-")}


def services() -> dict[str, dict[str, Any]]:
    """Return the services by name."""
    return dict(compose()["services"])


def seconds(duration: str) -> int:
    """Return a duration in seconds."""
    found = DURATION.fullmatch(duration)
    assert found is not None, duration
    return int(found[1])


def test_every_key_is_known_and_has_its_type() -> None:
    """A key that is misspelt would be refused, or worse, do nothing."""
    assert compose().keys() == TOP
    for name, service in services().items():
        assert service.keys() <= SERVICE.keys(), name
        for key, value in service.items():
            assert isinstance(value, SERVICE[key]), (name, key)
        assert service["restart"] in {"no", "unless-stopped"}, name
        assert all(PORTS.fullmatch(port) for port in service.get("ports", [])), name
        assert set(service.get("logging", {})) <= {"driver", "options"}, name


def test_images_are_pinned_by_tag_or_built_here() -> None:
    """What others made has a version; ours is made of this checkout."""
    for name, service in services().items():
        if name in OURS:
            context = DEPLOY / service["build"]["context"]
            dockerfile = context / service["build"]["dockerfile"]
            assert dockerfile.resolve() == DEPLOY / "Dockerfile"
        else:
            assert re.fullmatch(r"[a-z/]+:[\d.]+", service["image"]), name


def test_everything_is_watched_restarted_and_given_time() -> None:
    """A probe for who answers, a new start for who ends, time to end well for all."""
    found = services()
    for name in ("api", "database", "store"):
        probe = found[name]["healthcheck"]
        assert probe.keys() == {
            "interval",
            "retries",
            "start_period",
            "test",
            "timeout",
        }, name
        assert probe["test"][0] in {"CMD", "CMD-SHELL"}, name
        assert seconds(probe["timeout"]) <= seconds(probe["interval"]), name
    for name, service in found.items():
        if name == "migrate":
            assert service["restart"] == "no"
            continue
        assert service["restart"] == "unless-stopped", name
        assert seconds(service["stop_grace_period"]) >= 20, name


def test_nothing_starts_before_what_it_needs() -> None:
    """The database, then its migrations, then those who work with it."""
    found = services()
    for name, service in found.items():
        for needed, how in service.get("depends_on", {}).items():
            assert how["condition"] in CONDITIONS, (name, needed)
            has_probe = "healthcheck" in found[needed]
            assert has_probe == (how["condition"] == "service_healthy"), needed
    assert set(found["migrate"]["depends_on"]) == {"database"}
    for name in ("api", "worker-1", "worker-2"):
        assert set(found[name]["depends_on"]) == {"migrate", "store"}, name


def test_ours_may_do_little_and_hold_no_secret() -> None:
    """No rights, no writing but its home; secrets come from files that git ignores."""
    for name in OURS:
        service = services()[name]
        assert service["cap_drop"] == ["ALL"], name
        assert service["read_only"] is True, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["env_file"] == ["database.env", "store.env", "trr.env"], name
        assert not re.search(r"KEY|SECRET|TOKEN|PASSWORD", str(service["environment"]))
    for name in ("database.env", "store.env", "trr.env"):
        example = (DEPLOY / f"{name}.example").read_text()
        assigned = [line for line in example.splitlines() if "=" in line]
        assert all(re.match(r"#|[A-Z][A-Z0-9_]*=", line) for line in assigned), name
        ignored = subprocess.run(
            ["git", "check-ignore", "--quiet", f"deploy/{name}"], cwd=ROOT, check=False
        )
        assert ignored.returncode == 0, name


def test_commands_exist_and_workers_keep_their_names() -> None:
    """Two workers under names of their own; whoever restarts one finds its work."""
    found = services()
    for name in OURS:
        words = [word for word in found[name]["command"] if word.isalpha()]
        assert is_command(words), name
    assert {
        name: found[name]["environment"]["TRR_WORKER_NAME"]
        for name in ("worker-1", "worker-2")
    } == {"worker-1": "worker-1", "worker-2": "worker-2"}
    settings = {key for name in OURS for key in found[name]["environment"]}
    reference = (ROOT / "docs" / "reference" / "settings.md").read_text()
    known = {key for key in settings if f"`{key}`" in reference}
    # Made anew by `make docs`, which may still be to come for the newest of them.
    assert settings - known <= {"TRR_WORKER_NAME"}


def test_volumes_and_files_that_are_named_are_there() -> None:
    """A volume is declared, a file lies beside the compose file."""
    declared = compose()["volumes"].keys()
    for service in services().values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (DEPLOY / source).is_file(), source
            else:
                assert source in declared, source
    readers = json.loads((DEPLOY / "readers.json").read_text())
    assert readers == {
        "identities": [{"name": "anonymous", "actions": ["Read:trr-media"]}]
    }
