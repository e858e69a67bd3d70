"""A show's TMDb document as records: details, organisations, ids, other titles."""

from collections.abc import Sequence
from datetime import datetime

from trr_backend.errors import Changed
from trr_backend.ingestion.documents import (
    TMDB,
    TMDB_KEEP,
    TMDB_LICENCE,
    any_id,
    check_id,
    to_document,
)
from trr_backend.ingestion.precedence import OVERRIDE, decide, overridden
from trr_backend.ingestion.translations import show_translations
from trr_backend.integrations.tmdb.client import TmdbClient
from trr_backend.integrations.tmdb.wire import (
    ExternalIds,
    Named,
    Organisation,
    TvDetails,
    check_appended,
    decode_tv,
    parse_date,
)
from trr_backend.models.documents import Document, DocumentKey, Unchanged
from trr_backend.models.imdb import IMDB_TITLE_ID
from trr_backend.models.overrides import NO_OVERRIDES, Overrides
from trr_backend.models.shows import (
    AlternativeTitle,
    EntitiesRecord,
    ExternalId,
    NamedRecord,
    OrganisationRecord,
    ShowFacts,
    ShowRecord,
)
from trr_backend.utils.text import clean, slugify, web_address

# Raised with every change of what the functions below make of a document: stages then
# use the stored documents again, without a request.
DETAILS_MAPPING = 2
ENTITIES_MAPPING = 1


def tv_key(tmdb_id: int) -> DocumentKey:
    """Return the key of a show's document."""
    return DocumentKey(TMDB, "tv", str(tmdb_id))


def tv_address(client: TmdbClient) -> str:
    """Return the address of a show's document with `0` for the show's id."""
    return any_id(client.tv_url(1), "tv")


async def fetch_tv(
    client: TmdbClient, tmdb_id: int, *, etag: str | None, now: datetime
) -> Document | Unchanged:
    """Fetch one show with everything appended, its first seasons too: one request.

    Raises Changed where the answer is about another show or of another shape; it never
    becomes a document then.
    """
    key = tv_key(tmdb_id)
    answer = await client.tv(tmdb_id, etag=etag)
    if answer.not_modified:
        return Unchanged(key=key, checked_at=now, keep=TMDB_KEEP)
    details = decode_tv(answer.body, answer.url)
    check_id(f"show {tmdb_id}", tmdb_id, details.id, answer.url)
    _name(details, answer.url)
    check_appended(answer.body, answer.url)
    return to_document(answer, key, now, TMDB_LICENCE, TMDB_KEEP)


def from_tmdb(document: Document, overrides: Overrides = NO_OVERRIDES) -> ShowRecord:
    """Return the show in a TMDb document, fields decided by precedence."""
    tv = decode_tv(document.body, document.url)
    facts, provenance = decide(
        ShowFacts,
        {
            TMDB: _said_by_tmdb(tv, document.url),
            OVERRIDE: overridden(ShowFacts, overrides.of("show", str(tv.id))),
        },
        silent=overrides.silent("show", str(tv.id)),
    )
    name = _name(tv, document.url)
    year = str(facts.first_air_date.year) if facts.first_air_date else None
    country = facts.origin_countries[0] if facts.origin_countries else None
    return ShowRecord(
        tmdb_id=tv.id,
        name=facts.name or name,
        slug=slugify(slugify(name) or f"show {tv.id}", country, year),
        facts=facts,
        provenance=provenance,
        external_ids=_external_ids(tv.external_ids),
        genres=_named(tv.genres),
        keywords=_named(tv.keywords.results if tv.keywords else None),
        alternative_titles=_alternative_titles(tv),
        translations=show_translations(tv),
    )


def entities_from_tmdb(document: Document) -> EntitiesRecord:
    """Return the networks and production companies in a TMDb document."""
    tv = decode_tv(document.body, document.url)
    return EntitiesRecord(
        networks=_organisations(tv.networks),
        production_companies=_organisations(tv.production_companies),
    )


def _name(tv: TvDetails, url: str) -> str:
    name = clean(tv.name) or clean(tv.original_name)
    if name is None:
        raise Changed(f"show {tv.id} has no name", field="name", source=TMDB, url=url)
    return name


def _said_by_tmdb(tv: TvDetails, url: str) -> ShowFacts:
    upcoming = tv.next_episode_to_air
    elsewhere = tv.external_ids or ExternalIds()
    return ShowFacts(
        name=_name(tv, url),
        original_name=clean(tv.original_name),
        original_language=clean(tv.original_language),
        overview=clean(tv.overview),
        tagline=clean(tv.tagline),
        homepage=web_address(tv.homepage),
        status=clean(tv.status),
        type=clean(tv.type),
        in_production=tv.in_production,
        adult=tv.adult,
        first_air_date=parse_date(tv.first_air_date),
        last_air_date=parse_date(tv.last_air_date),
        next_air_date=parse_date(upcoming.air_date) if upcoming else None,
        origin_countries=_words(tv.origin_country),
        languages=_words(tv.languages),
        episode_run_times=tuple(tv.episode_run_time)
        if tv.episode_run_time is not None
        else None,
        popularity=tv.popularity,
        vote_average=tv.vote_average,
        vote_count=tv.vote_count,
        poster_path=clean(tv.poster_path),
        backdrop_path=clean(tv.backdrop_path),
        facebook_handle=clean(elsewhere.facebook_id),
        instagram_handle=clean(elsewhere.instagram_id),
        twitter_handle=clean(elsewhere.twitter_id),
    )


def _words(values: Sequence[str] | None) -> tuple[str, ...] | None:
    if values is None:
        return None
    return tuple(word for word in map(clean, values) if word)


def _external_ids(ids: ExternalIds | None) -> tuple[ExternalId, ...]:
    """Return the ids that belong to one show alone; handles are facts.

    TMDb's own is not among them: which series a show is, is not for its details to say.
    """
    if ids is None:
        return ()
    imdb_id = clean(ids.imdb_id)
    said = {
        "imdb": imdb_id if imdb_id and IMDB_TITLE_ID.fullmatch(imdb_id) else None,
        "tvdb": str(ids.tvdb_id) if ids.tvdb_id else None,
        "wikidata": clean(ids.wikidata_id),
    }
    return tuple(ExternalId(source, value) for source, value in said.items() if value)


def _named(named: Sequence[Named] | None) -> tuple[NamedRecord, ...] | None:
    if named is None:
        return None
    return tuple(
        NamedRecord(tmdb_id=one.id, name=name)
        for one in named
        if (name := clean(one.name))
    )


def _alternative_titles(tv: TvDetails) -> tuple[AlternativeTitle, ...] | None:
    if tv.alternative_titles is None or tv.alternative_titles.results is None:
        return None
    return tuple(
        AlternativeTitle(
            title=title, region=clean(one.iso_3166_1) or "", type=clean(one.type) or ""
        )
        for one in tv.alternative_titles.results
        if (title := clean(one.title))
    )


def _organisations(
    organisations: Sequence[Organisation] | None,
) -> tuple[OrganisationRecord, ...] | None:
    if organisations is None:
        return None
    return tuple(
        OrganisationRecord(
            tmdb_id=one.id,
            name=name,
            origin_country=clean(one.origin_country),
            logo_path=clean(one.logo_path),
        )
        for one in organisations
        if (name := clean(one.name))
    )
