"""Pictures: what is wanted, what was fetched and what is kept."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

LogoOwner = Literal["network", "production_company", "watch_provider"]


@dataclass(frozen=True, slots=True)
class LogoWanted:
    """A logo that an organisation has upstream and that is not stored yet."""

    owner: LogoOwner
    owner_id: UUID
    owner_name: str
    source_path: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Bytes as they came, and the upstream's public address of them."""

    url: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Inspected:
    """A picture that passed the checks: what its bytes really are.

    `extension` follows the content, not the upstream's file name; sizes in pixels.
    """

    sha256: str
    content_type: str
    extension: str
    bytes: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Asset:
    """A claimed place in the store: the key, and whether its object is confirmed."""

    sha256: str
    key: str
    confirmed: bool
