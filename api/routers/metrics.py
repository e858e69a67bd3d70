"""What the API counts of itself, for Prometheus."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request, Response

from api.auth.dependencies import CHALLENGE, identity_of
from api.installation import Installation, installation

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Tell the figures, in the text format or as OpenMetrics.

    Whoever may not read them gets a 401 or 403; where nobody may, there is nothing.
    """
    here = installation(request)
    _check_reader(request, here)
    body, media_type = await here.telling.text(request.headers.get("accept", ""))
    headers = {"Cache-Control": "no-store", "Content-Type": media_type}
    return Response(body, headers=headers)


def _check_reader(request: Request, here: Installation) -> None:
    """Raise where the setting bars whoever asks; a scrape leaves no audit record."""
    if here.settings.metrics == "off":
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if here.settings.metrics == "open":
        return
    who = identity_of(request)
    if who.name is None:
        raise HTTPException(
            HTTPStatus.UNAUTHORIZED,
            "Metrics need the key or the token of an admin.",
            headers={"WWW-Authenticate": CHALLENGE},
        )
    if not who.is_admin:
        raise HTTPException(HTTPStatus.FORBIDDEN, "Metrics are for admins.")
