"""Pictures: what is wanted, what was fetched and what is kept."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

LogoOwner = Literal["network", "production_company", "watch_provider"]


@dataclass(frozen=True, slots=True)
class LogoOf:
    """The organisation that a logo belongs to."""

    owner: LogoOwner
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class KeptLogo:
    """A logo that lies in the store: its public source and its hash."""

    url: str
    sha256: str


@dataclass(frozen=True, slots=True)
class LogoWanted:
    """A picture at its source, and the organisations whose logo it is to become.

    `kept` is set where it is in the store already, because of another organisation.
    """

    source_path: str
    owners: tuple[LogoOf, ...]
    kept: KeptLogo | None


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
