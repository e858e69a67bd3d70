"""Whether the service lives and can answer."""

from typing import Literal

from api.schemas.common import Answer


class Health(Answer):
    """All is well; anything else is a problem document."""

    status: Literal["ok"]
