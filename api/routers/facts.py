"""What wikis state of people and shows, and who took part in the seasons."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import cursors
from api.attribution import FOR_ENTITIES, entity_terms
from api.fact_parameters import FactsQuery, LedgerQuery
from api.finding import MOVED, present
from api.installation import installation
from api.listing import list_answer
from api.parameters import ShowId, show_ref
from api.people_parameters import PersonId, person_ref
from api.problems import responses
from api.routers.people import no_person
from api.routers.seasons import no_season
from api.routers.shows import no_show
from api.schemas.common import Listing
from api.schemas.facts import Fact, LedgerEntry, PersonFact
from trr_backend.repositories.catalogue import facts
from trr_backend.repositories.catalogue.reading import Window
from trr_backend.repositories.catalogue.seasons import Part

router = APIRouter(prefix="/api/v1", tags=["facts"])
_RESPONSES = responses(404) | MOVED


@router.get(
    "/people/{person_id}/facts",
    response_model=Listing[PersonFact],
    responses=_RESPONSES,
)
async def list_person_facts(
    request: Request,
    person_id: PersonId,
    query: Annotated[FactsQuery[PersonFact], Query()],
) -> Response:
    """List what wikis state of a person: always, then by season, the newest first.

    Each page's statement is a fact of its own; where they differ, each names the
    others. What a page that is gone said is kept.
    """
    here = installation(request)
    filters = ["facts", person_id, query.filter]
    after = cursors.decode(query.cursor, sort="fact", filters=filters)
    async with here.database.reading() as tx:
        found = await facts.load_person_facts(
            tx,
            person_ref(person_id),
            Window(query.limit, after),
            wanted=query.filter,
            terms=entity_terms(here.site),
        )
    page = present(request, found, nobody=no_person(person_id))
    return list_answer(
        request,
        page,
        sort="fact",
        filters=filters,
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
    )


@router.get(
    "/shows/{show_id}/facts", response_model=Listing[Fact], responses=_RESPONSES
)
async def list_show_facts(
    request: Request, show_id: ShowId, query: Annotated[FactsQuery[Fact], Query()]
) -> Response:
    """List what wikis state of a show: always, then by season, the newest first."""
    here = installation(request)
    filters = ["facts", show_id, query.filter]
    after = cursors.decode(query.cursor, sort="fact", filters=filters)
    async with here.database.reading() as tx:
        found = await facts.load_show_facts(
            tx,
            show_ref(show_id),
            Window(query.limit, after),
            wanted=query.filter,
            terms=entity_terms(here.site),
        )
    page = present(
        request,
        found,
        nobody=no_show(show_id),
        nothing=no_season(show_id, query.season or 0),
    )
    return list_answer(
        request,
        page,
        sort="fact",
        filters=filters,
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
    )


@router.get(
    "/shows/{show_id}/ledger",
    response_model=Listing[LedgerEntry],
    responses=_RESPONSES,
)
async def list_ledger(
    request: Request, show_id: ShowId, query: Annotated[LedgerQuery, Query()]
) -> Response:
    """List who took part in which season, the newest first: by place, then as written.

    The season's own page is believed first; what it leaves open is filled from the
    person's page.
    """
    here = installation(request)
    filters = ["ledger", show_id, query.season, query.missing]
    after = cursors.decode(query.cursor, sort="ledger", filters=filters)
    async with here.database.reading() as tx:
        found = await facts.load_ledger(
            tx,
            Part(show_ref(show_id), query.season),
            Window(query.limit, after),
            missing=query.missing,
            terms=entity_terms(here.site),
        )
    page = present(
        request,
        found,
        nobody=no_show(show_id),
        nothing=no_season(show_id, query.season or 0),
    )
    return list_answer(
        request,
        page,
        sort="ledger",
        filters=filters,
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
    )
