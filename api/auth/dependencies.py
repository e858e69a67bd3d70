"""What routes ask for: who it is, and that they are an admin."""

from typing import Annotated, Any, Final

from fastapi import HTTPException, Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.requests import HTTPConnection

from api.auth.identity import Identity

# The gate has read the credential; these describe it in the OpenAPI document.
_BEARER = HTTPBearer(
    scheme_name="bearer",
    description="A key of the installation or a token of its Supabase project.",
    auto_error=False,
)
_API_KEY = APIKeyHeader(
    name="X-API-Key",
    scheme_name="api_key",
    description="A key of the installation.",
    auto_error=False,
)
CHALLENGE: Final = 'Bearer realm="trr"'


def identity_of(connection: HTTPConnection) -> Identity:
    """Return who asks, as the gate has found."""
    found: Identity = connection.scope["state"]["identity"]
    return found


def admit(connection: HTTPConnection) -> Identity:
    """Return the admin who asks; the call is kept in ops.audit then.

    Raises a 401 for nobody in particular, a 403 for somebody who is none.
    """
    who = identity_of(connection)
    if who.name is None:
        raise HTTPException(
            401,
            "This needs the key or the token of an admin.",
            headers={"WWW-Authenticate": CHALLENGE},
        )
    if not who.is_admin:
        raise HTTPException(403, "This is for admins.")
    connection.scope["state"]["admitted"] = True
    return who


def require_admin(
    request: Request,
    _bearer: Annotated[Any, Security(_BEARER)],
    _api_key: Annotated[Any, Security(_API_KEY)],
) -> Identity:
    """Return the admin who asks, as `admit`; the OpenAPI document says so too."""
    return admit(request)


Admin = Annotated[Identity, Security(require_admin)]
"""The admin who asks."""
