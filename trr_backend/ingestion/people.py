"""A person's TMDb document as records: facts, ids, other names, works."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from trr_backend.errors import Changed
from trr_backend.ingestion.credit_keys import credit_keys
from trr_backend.ingestion.documents import (
    TMDB,
    TMDB_KEEP,
    TMDB_LICENCE,
    any_id,
    check_id,
    to_document,
)
from trr_backend.ingestion.precedence import OVERRIDE, decide, overridden
from trr_backend.integrations.tmdb.client import TmdbClient
from trr_backend.integrations.tmdb.wire import (
    CombinedCredits,
    PersonDetails,
    PersonIds,
    PersonWork,
    decode_person,
    parse_date,
)
from trr_backend.models.documents import Document, DocumentKey, Unchanged
from trr_backend.models.imdb import IMDB_NAME_ID
from trr_backend.models.overrides import NO_OVERRIDES, Overrides
from trr_backend.models.people import PersonFacts, PersonRecord, WorkRecord
from trr_backend.models.shows import ExternalId
from trr_backend.utils.text import clean, verbatim, web_address

# Raised with every change of what `person_from_tmdb` makes of a document.
PEOPLE_MAPPING = 1
NOTHING_SAID: Mapping[str, PersonFacts] = MappingProxyType({})
_GENDERS = {1: "female", 2: "male", 3: "non_binary"}


def person_key(tmdb_id: int) -> DocumentKey:
    """Return the key of a person's document."""
    return DocumentKey(TMDB, "person", str(tmdb_id))


def person_address(client: TmdbClient) -> str:
    """Return the address of a person's document with `0` for the person's id."""
    return any_id(client.person_url(1), "person")


async def fetch_person(
    client: TmdbClient, tmdb_id: int, *, etag: str | None, now: datetime
) -> Document | Unchanged:
    """Fetch one person with ids, pictures and works: one request.

    Raises Changed where the answer is about another person or of another shape; it
    never becomes a document then.
    """
    key = person_key(tmdb_id)
    answer = await client.person(tmdb_id, etag=etag)
    if answer.not_modified:
        return Unchanged(key=key, checked_at=now, keep=TMDB_KEEP)
    person = decode_person(answer.body, answer.url)
    check_id(f"person {tmdb_id}", tmdb_id, person.id, answer.url)
    _name(person, answer.url)
    return to_document(answer, key, now, TMDB_LICENCE, TMDB_KEEP)


def person_from_tmdb(
    document: Document,
    overrides: Overrides = NO_OVERRIDES,
    said_by_wikis: Mapping[str, PersonFacts] = NOTHING_SAID,
) -> PersonRecord:
    """Return the person in a TMDb document, fields decided by precedence.

    `said_by_wikis` maps fandom and wiki to what pages about the person say.
    """
    person = decode_person(document.body, document.url)
    said_name = _name(person, document.url)
    facts, provenance = decide(
        PersonFacts,
        {
            **said_by_wikis,
            TMDB: _said_by_tmdb(person, said_name),
            OVERRIDE: overridden(PersonFacts, overrides.of("person", str(person.id))),
        },
        silent=overrides.silent("person", str(person.id)),
    )
    name = facts.name or said_name
    return PersonRecord(
        tmdb_id=person.id,
        name=name,
        facts=facts,
        provenance=provenance,
        external_ids=_external_ids(person),
        aliases=_aliases(person.also_known_as, name),
        works=_works(person.combined_credits),
    )


def gender_from_tmdb(number: int | None) -> str | None:
    """Return the gender that TMDb's number stands for; None where it is not set."""
    return _GENDERS.get(number or 0)


def _name(person: PersonDetails, url: str) -> str:
    name = clean(person.name)
    if name is None:
        raise Changed(
            f"person {person.id} has no name", field="name", source=TMDB, url=url
        )
    return name


def _said_by_tmdb(person: PersonDetails, name: str) -> PersonFacts:
    elsewhere = person.external_ids or PersonIds()
    return PersonFacts(
        name=name,
        gender=gender_from_tmdb(person.gender),
        birthday=parse_date(person.birthday),
        deathday=parse_date(person.deathday),
        place_of_birth=clean(person.place_of_birth),
        biography=clean(person.biography),
        homepage=web_address(person.homepage),
        known_for_department=clean(person.known_for_department),
        popularity=person.popularity,
        adult=person.adult,
        profile_path=clean(person.profile_path),
        facebook_handle=clean(elsewhere.facebook_id),
        instagram_handle=clean(elsewhere.instagram_id),
        twitter_handle=clean(elsewhere.twitter_id),
        tiktok_handle=clean(elsewhere.tiktok_id),
        youtube_handle=clean(elsewhere.youtube_id),
    )


def _external_ids(person: PersonDetails) -> tuple[ExternalId, ...]:
    """Return the ids that belong to one person alone; handles are facts.

    The IMDb id stands in two places; where they differ, the part made for it counts.
    """
    ids = person.external_ids or PersonIds()
    said = {
        "imdb": _imdb_id(ids.imdb_id) or _imdb_id(person.imdb_id),
        "wikidata": clean(ids.wikidata_id),
    }
    return tuple(ExternalId(source, value) for source, value in said.items() if value)


def _imdb_id(text: str | None) -> str | None:
    imdb_id = clean(text)
    return imdb_id if imdb_id and IMDB_NAME_ID.fullmatch(imdb_id) else None


def _aliases(names: list[str] | None, name: str) -> tuple[str, ...] | None:
    if names is None:
        return None
    aliases = dict.fromkeys(alias for one in names if (alias := clean(one)))
    aliases.pop(name, None)
    return tuple(aliases)


def _works(credits_: CombinedCredits | None) -> tuple[WorkRecord, ...] | None:
    """Return the works, or None where the answer has only half of them or none."""
    if credits_ is None or credits_.cast is None or credits_.crew is None:
        return None
    said = [
        *((work, False) for work in credits_.cast),
        *((work, True) for work in credits_.crew),
    ]
    keys = credit_keys(
        (work.credit_id, (is_crew, _media_type(work), work.id, _role(work, is_crew)))
        for work, is_crew in said
    )
    records: dict[str, WorkRecord] = {}
    for key, (work, is_crew) in zip(keys, said, strict=True):
        records.setdefault(key, _work(key, work, is_crew=is_crew))
    return tuple(records.values())


def _work(key: str, work: PersonWork, *, is_crew: bool) -> WorkRecord:
    return WorkRecord(
        source_key=key,
        media_type=_media_type(work),
        work_tmdb_id=work.id,
        title=clean(work.title) or clean(work.name),
        role=_role(work, is_crew),
        department=clean(work.department),
        is_crew=is_crew,
        released_on=parse_date(work.first_air_date) or parse_date(work.release_date),
        episode_count=work.episode_count,
    )


def _media_type(work: PersonWork) -> str:
    """Return tv or movie: as it says, else by the name that its kind has."""
    return clean(work.media_type) or ("movie" if work.title is not None else "tv")


def _role(work: PersonWork, is_crew: bool) -> str | None:  # noqa: FBT001 - a column
    return verbatim(work.job if is_crew else work.character)
