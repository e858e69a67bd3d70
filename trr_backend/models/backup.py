"""What a backup holds, as its own files say it: see docs/decisions/0057.

`backup.json` is a `Backup`, each line of `objects.jsonl` a `BackedObject`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

FORMAT: Final = 1
"""The form of a backup; a later one is not read by this version."""

ObjectState = Literal["unread", "whole", "missing", "differs"]


@dataclass(frozen=True, slots=True)
class Contents:
    """What one snapshot of the database holds.

    `tables` are the rows of each, `roles` those that are given rights or named by a
    policy, `server_version` as in 180006.
    """

    taken_at: datetime
    server_version: int
    schemas: tuple[str, ...]
    migrations: tuple[str, ...]
    roles: tuple[str, ...]
    tables: Mapping[str, int]

    @property
    def rows(self) -> int:
        """How many rows there are in all tables."""
        return sum(self.tables.values())


@dataclass(frozen=True, slots=True)
class BackedObject:
    """An object of the store that readers see, as the snapshot names it.

    `unread`: nobody looked whether the store holds it.
    """

    key: str
    sha256: str
    bytes: int
    content_type: str
    max_age_seconds: int
    state: ObjectState = "unread"


@dataclass(frozen=True, slots=True)
class Objects:
    """How many objects the snapshot names, how many of them were read and are wrong.

    `copied`: those that were whole lie in the backup.
    """

    count: int
    bytes: int
    copied: bool
    read: int
    missing: int
    differing: int

    @property
    def whole(self) -> int:
        """How many were read and have the bytes that their keys name."""
        return self.read - self.missing - self.differing


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: by which version it was made, and what it holds."""

    format: int
    version: str
    program_major: int
    contents: Contents
    objects: Objects
