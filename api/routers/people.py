"""People: found by name, one of them, what they did in our shows and elsewhere."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import cursors
from api.attribution import FOR_ENTITIES, entity_terms
from api.finding import MOVED, present
from api.headers import json_answer, kept_answer
from api.installation import installation
from api.listing import list_answer
from api.parameters import ShowId, show_ref
from api.people_parameters import (
    AppearancesQuery,
    CreditsQuery,
    PeopleQuery,
    PersonId,
    PersonQuery,
    WorksQuery,
    person_ref,
)
from api.problems import responses
from api.routers.shows import no_show
from api.schemas.common import Listing
from api.schemas.people import (
    Appearances,
    Credit,
    ListedPerson,
    PersonDetail,
    PersonWork,
)
from api.trimming import cut_of
from trr_backend.repositories.catalogue import people
from trr_backend.repositories.catalogue.people_listing import load_people
from trr_backend.repositories.catalogue.reading import Told, Window

router = APIRouter(prefix="/api/v1/people", tags=["people"])
_RESPONSES = responses(404) | MOVED


@router.get("", response_model=Listing[ListedPerson], responses=responses())
async def list_people(
    request: Request, query: Annotated[PeopleQuery, Query()]
) -> Response:
    """List the people of all shows: searched by name, a page at a time."""
    here = installation(request)
    filters, sort = ["people", query.filter], query.order
    after = cursors.decode(query.cursor, sort=sort, filters=filters)
    async with here.database.reading() as tx:
        page = await load_people(
            tx,
            query.filter,
            sort=sort,
            window=Window(query.limit, after),
            site=here.site,
        )
    return list_answer(
        request,
        page,
        sort=sort,
        filters=filters,
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
    )


@router.get("/{person_id}", response_model=PersonDetail, responses=_RESPONSES)
async def person_detail(
    request: Request,
    person_id: PersonId,
    query: Annotated[PersonQuery, Query()],
) -> Response:
    """Show everything known of one person."""
    here = installation(request)

    async def read() -> Told:
        async with here.database.reading() as tx:
            found = await people.load_person(
                tx,
                person_ref(person_id),
                terms=entity_terms(here.site),
                include=frozenset(query.include or ()),
                language=query.told_in(here.settings),
            )
        return present(request, found, nobody=no_person(person_id))

    return await kept_answer(request, read, cut=cut_of(query.wanted))


@router.get(
    "/{person_id}/credits", response_model=Listing[Credit], responses=_RESPONSES
)
async def list_credits(
    request: Request, person_id: PersonId, query: Annotated[CreditsQuery, Query()]
) -> Response:
    """List a person's credits in our shows, newest first.

    An episode counts from its day, a season from its first one, a show from its last.
    """
    here = installation(request)
    filters = ["credits", person_id, query.filter]
    after = cursors.decode(query.cursor, sort="newest", filters=filters)
    async with here.database.reading() as tx:
        found = await people.load_credits(
            tx,
            person_ref(person_id),
            Window(query.limit, after),
            wanted=query.filter,
            private=here.site.private,
            language=query.told_in(here.settings),
        )
    page = present(
        request,
        found,
        nobody=no_person(person_id),
        nothing=no_show(query.show or ""),
    )
    return list_answer(
        request,
        page,
        sort="newest",
        filters=filters,
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
    )


@router.get(
    "/{person_id}/shows/{show_id}", response_model=Appearances, responses=_RESPONSES
)
async def person_in_show(
    request: Request,
    person_id: PersonId,
    show_id: ShowId,
    query: Annotated[AppearancesQuery, Query()],
) -> Response:
    """Show in which seasons and episodes of a show a person was, and as what."""
    here = installation(request)
    async with here.database.reading() as tx:
        found = await people.load_appearances(
            tx,
            person_ref(person_id),
            show_ref(show_id),
            terms=entity_terms(here.site),
            language=query.told_in(here.settings),
        )
    body = present(
        request,
        found,
        nobody=no_person(person_id),
        nothing=f"{person_id} has no credit in {show_id}.",
    )
    return json_answer(request, body, cut=cut_of(query.wanted))


@router.get(
    "/{person_id}/works", response_model=Listing[PersonWork], responses=_RESPONSES
)
async def list_works(
    request: Request,
    person_id: PersonId,
    query: Annotated[WorksQuery, Query()],
) -> Response:
    """List what the source knows of a person anywhere, newest first."""
    here = installation(request)
    filters = ["works", person_id]
    after = cursors.decode(query.cursor, sort="newest", filters=filters)
    async with here.database.reading() as tx:
        found = await people.load_works(
            tx,
            person_ref(person_id),
            Window(query.limit, after),
            private=here.site.private,
            language=query.told_in(here.settings),
        )
    page = present(request, found, nobody=no_person(person_id))
    return list_answer(
        request,
        page,
        sort="newest",
        filters=filters,
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
    )


def no_person(person_id: str) -> str:
    """Say that there is no person of this id."""
    return f"There is no person {person_id} in any show here."
