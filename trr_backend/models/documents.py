"""What an upstream said, verbatim, with where and when it was said."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class DocumentKey:
    """Names one document: who said it, what kind it is, about what.

    `kind` is tv, find, search_tv, list ...; `key` the upstream's id or the query.
    """

    source: str
    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Document:
    """One good answer of an upstream.

    `url` is the upstream's public address (never a stand-in's, never with a key),
    `body` the bytes as they came (JSON), `licence` the terms they came under and
    `keep` how long those terms let us hold it after it was last confirmed. `part_of` is
    the key of the show's own document where this one completes it.
    """

    key: DocumentKey
    url: str
    body: bytes = field(repr=False)
    fetched_at: datetime
    licence: str
    keep: timedelta
    etag: str | None = None
    part_of: str | None = None

    @property
    def sha256(self) -> str:
        """Hex digest of the body: equal bodies are the same document."""
        return sha256(self.body).hexdigest()

    @property
    def expires_at(self) -> datetime:
        """The moment after which the document must be gone."""
        return self.fetched_at + self.keep


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The upstream confirmed what is stored (304)."""

    key: DocumentKey
    checked_at: datetime
    keep: timedelta


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document read back, with its row's id and check time."""

    id: int
    document: Document
    checked_at: datetime
