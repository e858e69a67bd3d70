"""IMDb's official API, for those who hold a licence.

One address, `POST /v1` of AWS Data Exchange, takes GraphQL; each request carries the
key of IMDb, the three ids of the subscription and an AWS signature. Nothing here reads
IMDb's pages. docs/sources/imdb.md says what is known of it, and from where.
"""

from collections.abc import Mapping, Sequence
from contextlib import aclosing

import httpx2
import msgspec
from pydantic import SecretStr

from trr_backend.config import Settings
from trr_backend.errors import ConfigError, InputError
from trr_backend.integrations.http import Answer, Http
from trr_backend.integrations.imdb.queries import (
    NAMES,
    NAMES_AT_ONCE,
    PAGES,
    PER_PAGE,
    TITLE,
    PageKind,
    Query,
)
from trr_backend.integrations.imdb.refusals import SOURCE, Refusals
from trr_backend.integrations.redact import Redactor
from trr_backend.integrations.user_agent import user_agent
from trr_backend.models.imdb import IMDB_NAME_ID, IMDB_TITLE_ID
from trr_backend.models.limits import Limiter

PUBLIC_URL = "https://api-fulfill.dataexchange.us-east-1.amazonaws.com/v1"
_NEEDED = (
    "imdb_api_key",
    "imdb_data_set_id",
    "imdb_revision_id",
    "imdb_asset_id",
    "aws_access_key_id",
    "aws_secret_access_key",
)

Variables = Mapping[str, str | int | Sequence[str] | None]


class ImdbClient:
    """Asks IMDb; each method returns the answer as it came or raises UpstreamError.

    Errors inside an answer of status 200 are raised like any other. The connection is
    made by the first question, which raises ConfigError where settings are missing:
    whoever asks for nothing needs none.
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
        self._http: Http | None = None

    @property
    def requests(self) -> int:
        """How many requests were sent, tries included."""
        return self._http.requests if self._http else 0

    @property
    def received_bytes(self) -> int:
        """How many bytes of bodies came over the wire."""
        return self._http.received_bytes if self._http else 0

    async def aclose(self) -> None:
        """Close all connections."""
        if self._http:
            await self._http.aclose()

    async def title(self, title_id: str) -> Answer:
        """Return the facts of a title and its first page of other titles."""
        return await self._ask(
            TITLE, {"id": _title_id(title_id), "first": PER_PAGE["akas"]}
        )

    async def page(
        self, kind: PageKind, title_id: str, after: str | None = None
    ) -> Answer:
        """Return the page after a cursor (the first without one).

        Of a series' episodes, each with its credits, or of a title's credits in billing
        order, its other titles (akas) or its images: where they lie, not their bytes.
        """
        variables: Variables = {
            "id": _title_id(title_id),
            "first": PER_PAGE[kind],
            "after": after,
        }
        return await self._ask(PAGES[kind], variables)

    async def names(self, name_ids: Sequence[str]) -> Answer:
        """Return up to 100 people, in the order asked for."""
        if not 0 < len(name_ids) <= NAMES_AT_ONCE:
            raise InputError(f"{len(name_ids)} people; one question has 1 to 100")
        for name_id in name_ids:
            if not IMDB_NAME_ID.fullmatch(name_id):
                raise InputError(f"{name_id!r} is no IMDb id such as nm0000158")
        return await self._ask(NAMES, {"ids": list(name_ids)})

    async def _ask(self, query: Query, variables: Variables) -> Answer:
        if self._http is None:
            self._http = self._open()
        question = {
            "operationName": query.name,
            "query": query.text,
            "variables": variables,
        }
        return await self._http.post(msgspec.json.encode(question))

    def _open(self) -> Http:
        # 80 ms of imports that only holders of a licence shall pay.
        from trr_backend.integrations.imdb.signing import signer  # noqa: PLC0415

        settings = self._settings
        _check(settings)
        token = settings.aws_session_token
        key_id, secret = settings.aws_access_key_id, settings.aws_secret_access_key
        secrets = [
            _shown(one) for one in (key_id, secret, token, settings.imdb_api_key) if one
        ]
        refusals = Refusals(Redactor(secrets))
        return Http(
            source=SOURCE,
            base_url=settings.imdb_graphql_url,
            public_url=PUBLIC_URL,
            limiter=self._limiter,
            user_agent=user_agent(settings.contact),
            headers={"Accept": "application/json"},
            secrets=secrets,
            wait_scale=settings.wait_scale,
            explain=refusals.explain,
            examine=refusals.examine,
            sign=signer(
                _shown(key_id),
                _shown(secret),
                _shown(token) or None,
                {
                    "Content-Type": "application/json",
                    "x-api-key": _shown(settings.imdb_api_key),
                    "x-amzn-dataexchange-data-set-id": settings.imdb_data_set_id or "",
                    "x-amzn-dataexchange-revision-id": settings.imdb_revision_id or "",
                    "x-amzn-dataexchange-asset-id": settings.imdb_asset_id or "",
                },
            ),
            patient=self._patient,
            transport=self._transport,
        )


def open_imdb(
    settings: Settings,
    limiter: Limiter,
    *,
    patient: bool = True,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> aclosing[ImdbClient]:
    """Return a client for `async with`, which closes its connections at the end.

    One that is not `patient` asks once, whatever comes of it.
    """
    made = ImdbClient(settings, limiter, patient=patient, transport=transport)
    return aclosing(made)


def _check(settings: Settings) -> None:
    missing = [name.upper() for name in _NEEDED if not getattr(settings, name)]
    if missing:
        raise ConfigError(
            f"IMDb's API needs {', '.join(missing)}: a subscription in AWS Data "
            "Exchange comes with them (docs/sources/imdb.md); without one, "
            "`trr import imdb-datasets` brings the same records for personal use"
        )


def _shown(secret: SecretStr | None) -> str:
    return secret.get_secret_value().strip() if secret else ""


def _title_id(text: str) -> str:
    if not IMDB_TITLE_ID.fullmatch(text):
        raise InputError(f"{text!r} is no IMDb title id such as tt0251497")
    return text
