"""Wikis through their api.php, as far as this product asks them.

One client asks all wikis: each has connections, a rate and a public address of its own,
and is sent one request at a time. docs/sources/fandom.md has what the vendor's words
(https://www.mediawiki.org/wiki/API:Etiquette) leave out.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime

import httpx2

from trr_backend.config import Settings
from trr_backend.errors import Refused
from trr_backend.integrations.fandom import questions
from trr_backend.integrations.fandom.pictures import (
    MAX_PICTURE_BYTES,
    PICTURE_TIMEOUT_SECONDS,
    PictureHost,
    picture_host,
    picture_path,
)
from trr_backend.integrations.fandom.refusals import Refusals, explain_pictures
from trr_backend.integrations.fandom.wire import continuation
from trr_backend.integrations.http import Answer, Http, Params
from trr_backend.integrations.user_agent import user_agent
from trr_backend.models.limits import Limiter, Room
from trr_backend.models.wiki import Wiki

# A question that brings on more than this is not read to its end.
MAX_CONTINUED = 30
_PATH = "/api.php"
# Where Fandom leads whoever asks for a wiki that there is not.
_CENTRAL = ("community.fandom.com",)


class FandomClient:
    """Asks wikis; each method returns what came, or raises UpstreamError.

    A question whose answer comes in parts yields each part, the last one last.
    """

    def __init__(
        self,
        settings: Settings,
        limiter: Limiter,
        *,
        patient: bool = True,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._limiter = limiter
        self._patient = patient
        self._transport = transport
        self._agent = user_agent(settings.contact)
        self._wikis: dict[str, Http] = {}
        self._pictures: dict[str, Http] = {}

    @property
    def requests(self) -> int:
        """How many requests were sent, tries and pictures included."""
        return sum(http.requests for http in self._opened())

    @property
    def received_bytes(self) -> int:
        """How many bytes of bodies came over the wire."""
        return sum(http.received_bytes for http in self._opened())

    async def aclose(self) -> None:
        """Close all connections."""
        for http in self._opened():
            await http.aclose()

    async def site(self, wiki: Wiki) -> Answer:
        """Return what a wiki says of itself, its licence included."""
        return await self._of(wiki).get(_PATH, params=questions.SITE)

    def pages_by_title(
        self, wiki: Wiki, titles: Sequence[str]
    ) -> AsyncGenerator[Answer]:
        """Return up to 50 pages, over redirects, with all that is read of them."""
        return self._parts(wiki, questions.pages_by_title(titles))

    def pages_by_number(
        self, wiki: Wiki, numbers: Sequence[int]
    ) -> AsyncGenerator[Answer]:
        """Return up to 50 pages; one that became a redirect comes as that."""
        return self._parts(wiki, questions.pages_by_number(numbers))

    def revisions(self, wiki: Wiki, numbers: Sequence[int]) -> AsyncGenerator[Answer]:
        """Return the newest revision of up to 50 pages."""
        return self._parts(wiki, questions.revisions(numbers))

    def recent_changes(self, wiki: Wiki, since: datetime) -> AsyncGenerator[Answer]:
        """Return what changed since a moment, the oldest first."""
        return self._parts(wiki, questions.changes(since))

    def files(self, wiki: Wiki, names: Sequence[str]) -> AsyncGenerator[Answer]:
        """Return where up to 50 files (`Rob.png`) lie, and what their page says."""
        return self._parts(wiki, questions.files(names))

    async def picture(
        self,
        wiki: Wiki,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        room: Room | None = None,
    ) -> Answer:
        """Return a picture's bytes as they were uploaded, from its public address.

        That is on Fandom's host of pictures or on the wiki's own, or Refused is raised.
        The bytes have taken their length of `room`, and the caller gives it back.
        """
        host = picture_host(self._settings, wiki)
        path, params = picture_path(wiki, host.public_url, url)
        return await self._pictures_at(wiki, host).get(
            path,
            params=params,
            etag=etag,
            last_modified=last_modified,
            expect="bytes",
            room=room,
        )

    async def _parts(self, wiki: Wiki, params: Params) -> AsyncGenerator[Answer]:
        more: Params = {}
        for _ in range(MAX_CONTINUED):
            answer = await self._of(wiki).get(_PATH, params={**params, **more})
            yield answer
            more = continuation(answer, source=wiki.source)
            if not more:
                return
        raise Refused(
            f"the answer goes on after {MAX_CONTINUED} parts",
            source=wiki.source,
            url=wiki.url + _PATH,
        )

    def _of(self, wiki: Wiki) -> Http:
        found = self._wikis.get(wiki.name)
        if found is None:
            refusals = Refusals(wiki.source, self._settings.contact)
            found = self._wikis[wiki.name] = Http(
                source=wiki.source,
                base_url=api_base_url(self._settings.fandom_url_template, wiki),
                public_url=wiki.url,
                limiter=self._limiter,
                user_agent=self._agent,
                headers={"Accept": "application/json"},
                wait_scale=self._settings.wait_scale,
                allowed_hosts=_CENTRAL if wiki.source == "fandom" else (),
                explain=refusals.explain,
                examine=refusals.examine,
                limited_as=wiki.limited_as,
                max_connections=1,
                patient=self._patient,
                transport=self._transport,
            )
        return found

    def _pictures_at(self, wiki: Wiki, host: PictureHost) -> Http:
        found = self._pictures.get(host.public_url)
        if found is None:
            found = self._pictures[host.public_url] = Http(
                source=wiki.source,
                base_url=host.base_url,
                public_url=host.public_url,
                limiter=self._limiter,
                user_agent=self._agent,
                headers={"Accept-Encoding": "identity"},
                wait_scale=self._settings.wait_scale,
                max_bytes=MAX_PICTURE_BYTES,
                timeout_seconds=PICTURE_TIMEOUT_SECONDS,
                explain=explain_pictures(wiki.source),
                limited_as=host.limited_as,
                max_connections=host.max_connections,
                patient=self._patient,
                transport=self._transport,
            )
        return found

    def _opened(self) -> tuple[Http, ...]:
        return (*self._wikis.values(), *self._pictures.values())


def open_fandom(
    settings: Settings,
    limiter: Limiter,
    *,
    patient: bool = True,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> aclosing[FandomClient]:
    """Return a client for `async with`, which closes its connections at the end.

    One that is not `patient` asks once, whatever comes of it.
    """
    made = FandomClient(settings, limiter, patient=patient, transport=transport)
    return aclosing(made)


def api_base_url(template: str, wiki: Wiki) -> str:
    """Return where a wiki is asked; `template` says where those of Fandom are."""
    if wiki.source != "fandom":
        return wiki.url
    host, slash, language = wiki.name.partition("/")
    return f"{template.replace('{wiki}', host)}{slash}{language}"
