"""Checks of versions: ours, the engine's, and of the programs `trr backup` needs."""

import platform
from functools import partial
from importlib import metadata

from scripts._background import in_background
from scripts._doctor import Check, Tell
from scripts._doctor_place import Installation, NotSetUp
from trr_backend.errors import ConfigError, StorageError
from trr_backend.repositories.health_workers import load_engine
from trr_backend.repositories.programs import new_program

_NEWEST_SERVER = 18
_PROGRAMS = {
    "pg_dump": "there is no backup",
    "pg_restore": "no backup is read",
    "psql": "no backup is restored",
}


async def program(installation: Installation, tell: Tell) -> None:
    """Say what runs."""
    del installation
    ours = metadata.version("trr-backend")
    tell.ok(f"trr-backend {ours} on Python {platform.python_version()}")


async def engine(installation: Installation, tell: Tell) -> None:
    """Say which job engine there is, and which tables it has made."""
    database = await installation.database()
    async with database.transaction() as tx:
        made = await load_engine(tx)
    tables = (
        "it makes its tables with the first worker"
        if made is None
        else (f"its tables are version {made}")
    )
    tell.ok(f"DBOS {metadata.version('dbos')}; {tables}")


async def client(installation: Installation, tell: Tell) -> None:
    """Are the programs there that back the database up and bring it back?"""
    try:
        major = (await installation.server()).major
    except (NotSetUp, StorageError):
        major = _NEWEST_SERVER
    for name, lost in _PROGRAMS.items():
        try:
            found = await in_background(partial(new_program, name, major))
        except ConfigError as error:
            said, _, advice = str(error).partition(": ")
            tell.warning(f"{said}; {lost} without it", advice)
            return
    tell.ok(f"{', '.join(_PROGRAMS)} {found.major}, for a server {major}")


VERSIONS: dict[str, Check] = {"program": program, "engine": engine, "client": client}
