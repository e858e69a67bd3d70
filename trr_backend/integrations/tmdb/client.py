"""TMDb's API, as far as this product asks it.

One request brings a series with its parts and first seasons; `tv_part` brings further
seasons, 20 entries at a time. The token goes in the
Authorization header of requests to the API, never to the picture host.
https://developer.themoviedb.org/reference has the vendor's words, docs/sources/tmdb.md
what they leave out.
"""

import re
from collections.abc import Sequence
from contextlib import aclosing
from datetime import date, timedelta
from typing import Literal

import httpx2

from trr_backend.config import TMDB_TOKEN_PAGE, Settings
from trr_backend.config.pictures import TEXTLESS
from trr_backend.errors import ConfigError, InputError
from trr_backend.integrations.http import Answer, Http, Params
from trr_backend.integrations.tmdb.decoding import SOURCE
from trr_backend.integrations.tmdb.pictures import (
    MAX_PICTURE_BYTES,
    MAX_PICTURE_CONNECTIONS,
    PICTURE_LIMIT,
    PICTURE_TIMEOUT_SECONDS,
    PUBLIC_IMAGE_URL,
    original_path,
)
from trr_backend.integrations.tmdb.refusals import explain_api, explain_pictures
from trr_backend.integrations.user_agent import user_agent
from trr_backend.models.imdb import IMDB_TITLE_ID
from trr_backend.models.limits import Limiter, Room

PUBLIC_API_URL = "https://api.themoviedb.org"
APPENDED = (
    "aggregate_credits",
    "alternative_titles",
    "content_ratings",
    "episode_groups",
    "external_ids",
    "images",
    "keywords",
    "translations",
    "watch/providers",
)
PERSON_APPENDED = ("external_ids", "images", "combined_credits")
# Fourteen days, the first and the last included.
MAX_CHANGES_WINDOW = timedelta(days=13)
# The last page of any list that is handed out (the vendor's status code 22).
MAX_PAGE = 500
# The most entries that one request may append.
MAX_APPENDED = 20
# Seasons that nobody has listed yet are asked for in the room that is left: what does
# not exist is left out of the answer and costs nothing (docs/decisions/0017).
FIRST_SEASONS = (1, 2, 3)
SPECULATIVE = (
    *(
        f"season/{n}{part}"
        for n in FIRST_SEASONS
        for part in ("", "/credits", "/images")
    ),
    "season/0",
    "season/0/credits",
)
_LIST_ID = re.compile(r"[A-Za-z0-9]{1,64}")
_ENTRY = re.compile(r"season/[0-9]{1,5}(/credits|/images)?")
_GROUP_ID = re.compile(r"[0-9a-f]{24}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
# RFC 6750, section 2.1: whatever else is in there was not copied well.
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")


class TmdbClient:
    """Asks TMDb; each method returns the answer as it came or raises UpstreamError.

    A missing token raises ConfigError at the first request that needs it: whoever asks
    for nothing, or for pictures only, needs none.
    """

    def __init__(
        self,
        settings: Settings,
        limiter: Limiter,
        *,
        patient: bool = True,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        secret = settings.tmdb_bearer_token
        token = secret.get_secret_value().strip() if secret else ""
        self._token_fault = _token_fault(token)
        self._languages = settings.languages or ("en-US",)
        self._image_languages = _image_languages(
            self._languages, settings.image_language_codes
        )
        agent = user_agent(settings.contact)
        self._api = Http(
            source=SOURCE,
            base_url=settings.tmdb_api_base_url,
            public_url=PUBLIC_API_URL,
            limiter=limiter,
            user_agent=agent,
            headers={"Accept": "application/json"}
            | ({} if self._token_fault else {"Authorization": f"Bearer {token}"}),
            secrets=[token],
            wait_scale=settings.wait_scale,
            explain=explain_api,
            patient=patient,
            transport=transport,
        )
        self._pictures = Http(
            source=SOURCE,
            base_url=settings.tmdb_image_base_url,
            public_url=PUBLIC_IMAGE_URL,
            limiter=limiter,
            user_agent=agent,
            headers={"Accept-Encoding": "identity"},
            wait_scale=settings.wait_scale,
            max_bytes=MAX_PICTURE_BYTES,
            timeout_seconds=PICTURE_TIMEOUT_SECONDS,
            explain=explain_pictures,
            limited_as=PICTURE_LIMIT,
            max_connections=MAX_PICTURE_CONNECTIONS,
            patient=patient,
            transport=transport,
        )

    @property
    def requests(self) -> int:
        """How many requests were sent, tries and pictures included."""
        return self._api.requests + self._pictures.requests

    @property
    def received_bytes(self) -> int:
        """How many bytes of bodies came over the wire."""
        return self._api.received_bytes + self._pictures.received_bytes

    async def aclose(self) -> None:
        """Close all connections."""
        await self._api.aclose()
        await self._pictures.aclose()

    async def tv(self, tmdb_id: int, *, etag: str | None = None) -> Answer:
        """Return one series with every part we use, in one request."""
        return await self._get(
            f"/3/tv/{_number(tmdb_id)}", params=self._tv_params(), etag=etag
        )

    def tv_url(self, tmdb_id: int) -> str:
        """Return the public address that `tv` asks: what is asked, without a key."""
        return self._api.public_url(
            f"/3/tv/{_number(tmdb_id)}", params=self._tv_params()
        )

    async def tv_part(
        self,
        tmdb_id: int,
        entries: Sequence[str],
        *,
        language: str | None = None,
        etag: str | None = None,
    ) -> Answer:
        """Return a series with up to 20 season entries, in `language` or the first."""
        return await self._get(
            f"/3/tv/{_number(tmdb_id)}",
            params=self._part_params(entries, language),
            etag=etag,
        )

    def tv_part_url(
        self, tmdb_id: int, entries: Sequence[str], *, language: str | None = None
    ) -> str:
        """Return the public address that `tv_part` asks."""
        return self._api.public_url(
            f"/3/tv/{_number(tmdb_id)}", params=self._part_params(entries, language)
        )

    async def episode_group(self, group_id: str, *, etag: str | None = None) -> Answer:
        """Return one alternative order of a series."""
        path, params = self._group(group_id)
        return await self._get(path, params=params, etag=etag)

    def episode_group_url(self, group_id: str) -> str:
        """Return the public address that `episode_group` asks."""
        path, params = self._group(group_id)
        return self._api.public_url(path, params=params)

    async def person(self, tmdb_id: int, *, etag: str | None = None) -> Answer:
        """Return one person with ids, pictures and credits, in one request."""
        return await self._get(
            f"/3/person/{_number(tmdb_id)}", params=self._person_params(), etag=etag
        )

    def person_url(self, tmdb_id: int) -> str:
        """Return the public address that `person` asks."""
        return self._api.public_url(
            f"/3/person/{_number(tmdb_id)}", params=self._person_params()
        )

    async def changes(
        self, kind: Literal["tv", "person"], first: date, last: date, page: int
    ) -> Answer:
        """Return a page of the ids that editors changed from `first` to `last` (days).

        A window may have 14 days at most.
        """
        if not timedelta(0) <= last - first <= MAX_CHANGES_WINDOW:
            raise InputError(f"{first} to {last} is no window of at most 14 days")
        params: Params = {
            "start_date": first.isoformat(),
            "end_date": last.isoformat(),
            "page": _number(page),
        }
        return await self._get(f"/3/{kind}/changes", params=params)

    async def find(self, imdb_id: str, *, etag: str | None = None) -> Answer:
        """Return what TMDb has under an IMDb title id."""
        if not IMDB_TITLE_ID.fullmatch(imdb_id):
            raise InputError(f"{imdb_id!r} is no IMDb title id such as tt0251497")
        params = {"external_source": "imdb_id", "language": self._languages[0]}
        return await self._get(f"/3/find/{imdb_id}", params=params, etag=etag)

    async def search_tv(
        self, query: str, year: int | None = None, *, etag: str | None = None
    ) -> Answer:
        """Return the first page of series by title, first aired in `year`."""
        params: dict[str, str | int] = {
            "query": query,
            "include_adult": "false",
            "language": self._languages[0],
            "page": 1,
        }
        if year is not None:
            params["first_air_date_year"] = year
        return await self._get("/3/search/tv", params=params, etag=etag)

    async def list_v3(self, list_id: str, page: int) -> Answer:
        """Return one page of a list as API v3 answers it."""
        return await self._list(3, list_id, page)

    async def list_v4(self, list_id: str, page: int) -> Answer:
        """Return one page of a list as API v4 answers it."""
        return await self._list(4, list_id, page)

    async def configuration(self) -> Answer:
        """Return where pictures are and in which sizes."""
        return await self._get("/3/configuration")

    async def picture(
        self,
        path: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        room: Room | None = None,
    ) -> Answer:
        """Return a picture's bytes in their original size; no token is sent.

        The bytes have taken their length of `room`, and the caller gives it back.
        """
        return await self._pictures.get(
            original_path(path),
            etag=etag,
            last_modified=last_modified,
            expect="bytes",
            room=room,
        )

    async def _list(self, version: int, list_id: str, page: int) -> Answer:
        if not _LIST_ID.fullmatch(list_id):
            raise InputError(f"{list_id!r} is no TMDb list id")
        return await self._get(
            f"/{version}/list/{list_id}",
            params={"language": self._languages[0], "page": _number(page)},
        )

    async def _get(
        self, path: str, *, params: Params | None = None, etag: str | None = None
    ) -> Answer:
        if self._token_fault:
            raise ConfigError(self._token_fault)
        return await self._api.get(path, params=params, etag=etag)

    def _tv_params(self) -> Params:
        return {
            "append_to_response": ",".join((*APPENDED, *SPECULATIVE)),
            "language": self._languages[0],
            "include_image_language": self._image_languages,
        }

    def _part_params(self, entries: Sequence[str], language: str | None) -> Params:
        if not 0 < len(entries) <= MAX_APPENDED:
            raise InputError(f"{len(entries)} entries; one request appends 1 to 20")
        for entry in entries:
            if not _ENTRY.fullmatch(entry):
                raise InputError(f"{entry!r} is no entry such as season/1/credits")
        if language is not None and not _LANGUAGE.fullmatch(language):
            raise InputError(f"{language!r} is no language such as de-DE")
        return {
            "append_to_response": ",".join(entries),
            "language": language or self._languages[0],
            "include_image_language": self._image_languages,
        }

    def _group(self, group_id: str) -> tuple[str, Params]:
        if not _GROUP_ID.fullmatch(group_id):
            raise InputError(f"{group_id!r} is no id of an episode group")
        path = f"/3/tv/episode_group/{group_id}"
        return path, {"language": self._languages[0]}

    def _person_params(self) -> Params:
        """Profile pictures have no language: only `language` would leave them out.

        Further languages are no part of the address, so that one more asks nobody anew.
        """
        return {
            "append_to_response": ",".join(PERSON_APPENDED),
            "language": self._languages[0],
            "include_image_language": "null",
        }


def open_tmdb(
    settings: Settings,
    limiter: Limiter,
    *,
    patient: bool = True,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> aclosing[TmdbClient]:
    """Return a client for `async with`, which closes its connections at the end.

    One that is not `patient` asks once, whatever comes of it.
    """
    made = TmdbClient(settings, limiter, patient=patient, transport=transport)
    return aclosing(made)


def _image_languages(languages: Sequence[str], kept: frozenset[str] | None) -> str:
    """Return which pictures are asked for, alike whatever the order in the settings.

    The installation's languages, English, further ones of which pictures are kept, and
    those without text. TMDb has no word for all languages.
    """
    codes = [language.partition("-")[0] for language in languages]
    further = sorted((kept or frozenset()) - {TEXTLESS})
    return ",".join(dict.fromkeys([*codes, "en", *further, "null"]))


def _token_fault(token: str) -> str | None:
    """Return why this cannot be a token and what to do; None where it can."""
    if not token:
        return (
            "TMDB_BEARER_TOKEN is not set; set it to the API Read Access Token that "
            f"{TMDB_TOKEN_PAGE} shows you"
        )
    if not _TOKEN.fullmatch(token):
        return (
            "TMDB_BEARER_TOKEN holds characters that no token has; copy the API Read "
            f"Access Token from {TMDB_TOKEN_PAGE} again"
        )
    return None


def _number(number: int) -> int:
    if number < 1:
        raise InputError(f"{number} is no TMDb id or page; both count from 1")
    return number
