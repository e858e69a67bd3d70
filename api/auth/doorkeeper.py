"""Says who asks, by the credential of a request."""

from starlette.types import Scope

from api.auth.credentials import find_credential
from api.auth.identity import Identity, Unknown, nobody
from api.auth.keys import ApiKeys
from api.auth.tokens import Tokens
from trr_backend.config import Settings

_TOKEN_PARTS = 3


class Doorkeeper:
    """Knows the keys and checks the tokens of an installation; made once an app."""

    def __init__(self, settings: Settings) -> None:
        self.nobody = nobody(settings.access)
        self._keys = ApiKeys(settings)
        self._tokens = Tokens(settings)

    async def identify(self, scope: Scope) -> Identity:
        """Return who sends a request or opens a WebSocket.

        Raises Unknown, Misplaced and KeysAway: a credential that is not good is never
        taken for none.
        """
        credential = find_credential(scope)
        if credential is None:
            return self.nobody
        found = self._keys.find(credential)
        if found is not None:
            return found
        if credential.count(".") != _TOKEN_PARTS - 1:
            raise Unknown("There is no such key.")
        if not self._tokens.are_taken:
            raise Unknown("Tokens are not taken here; send a key.")
        return await self._tokens.identify(credential)
