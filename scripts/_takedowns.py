"""What may be taken down: a person, a fact, a picture. Each knows how.

What is told of it goes into the run's history: it names nobody, but in a rehearsal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from scripts._picture_names import NamedPicture
from scripts._stage import Work
from scripts._subject_options import Named as NamedSubject
from trr_backend.errors import InputError, Missing
from trr_backend.ingestion.overriding import check_field
from trr_backend.ingestion.redaction import redacted
from trr_backend.models.documents import DocumentKey
from trr_backend.models.overrides import fact_id
from trr_backend.models.person_ref import PersonRef
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import (
    subjects,
    suppressions,
    takedown,
    takedown_pictures,
    takedown_wikis,
    wiki_pages,
)
from trr_backend.repositories.columns import NEEDED
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.takedown_pictures import Named
from trr_backend.repositories.takedown_wikis import Known
from trr_backend.utils.text import counted

_ANY_FIELD_IS_A_FACT = frozenset({"show", "season", "episode", "person"})
_BEFORE = "was taken down before"


class TakeDown(Protocol):
    """Something that somebody asked to be taken down."""

    @property
    def kind(self) -> str:
        """What it is, as a run's history may tell."""
        ...

    async def check(self, tx: Transaction) -> None:
        """Raise InputError where it cannot be done."""

    async def carry_out(self, work: Work, *, rehearsal: bool) -> None:
        """Take it down and say what went."""


@dataclass(frozen=True, slots=True)
class PersonNamed:
    """A person, in the catalogue or by an id under which they might come."""

    ref: PersonRef
    reason: str

    @property
    def kind(self) -> str:
        """A person, nobody by name."""
        return "a person"

    async def check(self, tx: Transaction) -> None:
        """Raise InputError for a uuid of ours that nobody has."""
        if not self.ref.source and await subjects.find_person(tx, self.ref) is None:
            raise InputError(
                f"there is no person {self.ref}; who is not in the catalogue is named "
                "by tmdb:ID or imdb:ID"
            )

    async def carry_out(self, work: Work, *, rehearsal: bool) -> None:
        """Remove who they are, and cut them out of the documents."""
        person = await subjects.find_person(work.tx, self.ref)
        ids = [ExternalId(self.ref.source, self.ref.value)] if self.ref.source else []
        in_wikis: list[Known] = []
        if person:
            ids += await takedown.load_person_ids(work.tx, person.id)
            in_wikis = await takedown_wikis.load(work.tx, person.id)
            ids += [one for known in in_wikis for one in known.ids]
        is_new = await takedown.remember_person(work, ids, self.reason)
        await takedown.forget_at_imdb(work.tx, ids)
        cut = await _cut_out(work.tx, ids)
        who = person.label if person and rehearsal else self.kind
        if person is None:
            known = "is not in the catalogue and will not come" if is_new else _BEFORE
            work.notes.append(f"{who} {known}; {counted(cut, 'document')} named them")
            return
        gone = await takedown.remove_person(work, person, self.reason, in_wikis)
        cut += await _cut_out_of_pages(work, in_wikis)
        work.notes.append(
            f"{who} goes, with {counted(gone, 'credit')}; "
            f"{counted(cut, 'document')} named them"
        )


@dataclass(frozen=True, slots=True)
class FactOf:
    """A field of a show, a season, an episode or a person."""

    about: NamedSubject
    field: str
    reason: str

    @property
    def kind(self) -> str:
        """Which field of what kind of thing."""
        return f"{self.field} of a {self.about.entity}"

    async def check(self, tx: Transaction) -> None:
        """Raise InputError for what is no fact, or of nothing that is known."""
        if self.about.entity not in _ANY_FIELD_IS_A_FACT:
            raise InputError(
                "a credit has no facts of its own: `trr override set` words it anew"
            )
        if self.field in NEEDED:
            raise InputError(
                f"a {self.field} is always needed: `trr override set` says another"
            )
        await self._is_of_record(tx)
        await self._fact_id(tx)

    async def carry_out(self, work: Work, *, rehearsal: bool) -> None:
        """Empty the field, and cut it out of the documents."""
        subject = await self.about.find(work.tx)
        fact = await self._fact_id(work.tx)
        take = (
            takedown.take_fact
            if await self._is_of_record(work.tx)
            else takedown_wikis.take_fact
        )
        is_new = await take(work, subject, self.field, fact, self.reason)
        cut = await _cut_out(work.tx, [ExternalId("tmdb", fact.split("/")[1])])
        what = f"{self.field} of {subject.label}" if rehearsal else self.kind
        gone = "goes for good" if is_new else _BEFORE
        work.notes.append(f"{what} {gone}; {counted(cut, 'document')} said it")

    async def _is_of_record(self, tx: Transaction) -> bool:
        """Tell whether a record has the field, or else only what wikis say.

        Raises InputError for a field of neither.
        """
        try:
            check_field(self.about.entity, self.field)
        except InputError:
            subject = await self.about.find(tx)
            if await takedown_wikis.states(tx, subject, self.field):
                return False
            raise
        return True

    async def _fact_id(self, tx: Transaction) -> str:
        subject = await self.about.find(tx)
        tmdb_id = await subjects.load_tmdb_id(tx, subject.entity, subject.id)
        if tmdb_id is None:
            raise InputError(
                f"{subject.label} has no TMDb id, and so no facts; run `trr resolve "
                "tmdb-ids` first"
            )
        return fact_id(subject.entity, tmdb_id, self.field)


@dataclass(frozen=True, slots=True)
class PictureNamed:
    """A picture; it need not be here yet, if its source and path are known."""

    named: NamedPicture
    reason: str

    @property
    def kind(self) -> str:
        """A picture."""
        return "a picture"

    async def check(self, tx: Transaction) -> None:
        """Raise InputError for an address that nothing here has."""
        if not (await self._find(tx)).is_some:
            raise InputError(
                f"no picture here is from {self.named}; one of a wiki is named by its "
                "file, as in survivor/Rob.jpg"
            )

    async def carry_out(self, work: Work, *, rehearsal: bool) -> None:
        """Let it show nothing; its object is taken away by the next stage."""
        del rehearsal
        named = await self._find(work.tx)
        done = await takedown_pictures.take(work, named, self.reason)
        gone = "goes for good" if done.is_new else _BEFORE
        if done.is_new and not done.showed:
            gone = "shows nothing here; it is refused should it ever come"
        count = len(done.alike)
        alike = (
            f"; {counted(count, 'other')} that looks the same stays" if count else ""
        )
        work.notes.append(f"{self.kind} {gone}{alike}")
        work.told.extend(f"looks the same: {key}" for key in done.alike)

    async def _find(self, tx: Transaction) -> Named:
        one = self.named
        if one.sha256:
            return await takedown_pictures.named_by_bytes(tx, one.sha256)
        return await takedown_pictures.named_by_path(tx, one.path, one.address)


async def _cut_out_of_pages(work: Work, in_wikis: Sequence[Known]) -> int:
    """Cut names out of what wikis said of others; return out of how many pages.

    The next run makes rows of what is left.
    """
    known = await suppressions.load_known(work.tx)
    count = 0
    for one in in_wikis:
        for key, page_id in await takedown_wikis.load_naming(work.tx, one):
            if await _cut_out_of(work.tx, key, known):
                await wiki_pages.offer_again(work, page_id)
                count += 1
    return count


async def _cut_out(tx: Transaction, ids: Sequence[ExternalId]) -> int:
    """Cut what is taken down out of the stored documents; return out of how many."""
    known = await suppressions.load_known(tx)
    count = 0
    for source in ("tmdb", "imdb"):
        named = [one.id for one in ids if one.source == source]
        for key in await takedown.load_naming(tx, source, named):
            count += await _cut_out_of(tx, key, known)
    return count


async def _cut_out_of(
    tx: Transaction, key: DocumentKey, known: suppressions.Known
) -> bool:
    """Cut what is taken down out of a document; False where it says nothing of it."""
    document = await takedown.load_for_rewriting(tx, key)
    if document is None:
        raise Missing(f"{key} is gone meanwhile; run the command again")
    left = redacted(document, known.of(key.source))
    if left is document:
        return False
    await takedown.rewrite(tx, left)
    return True
