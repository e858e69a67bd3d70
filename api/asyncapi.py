"""The AsyncAPI document of the WebSocket, made from the messages' own types.

https://www.asyncapi.com/docs/reference/specification/v3.0.0
"""

from functools import cache
from importlib.metadata import version
from typing import Any, Final, get_args

import msgspec

from api.realtime.wire import LONGEST_MESSAGE, SUBPROTOCOL, Heard, Said

ADDRESS: Final = "/api/v1/ws"
_DESCRIPTION: Final = f"""Changes of the catalogue as they happen, from any cursor on.

Offer the subprotocol `{SUBPROTOCOL}`; beside it, where a header cannot be set,
`trr.bearer.<key or token in base64url without padding>`. Messages are JSON objects in
text frames, of {LONGEST_MESSAGE} bytes at most; names that are not listed are refused.

Every event of the topics after `subscribed.cursor` comes once. Cursors rise until the
next `subscribed`. Come back with the cursor of the last event as `since`, and nothing
is missing. A client that takes too little gets the events of an entity as one, and then
`resync`. Close codes: 1003 a binary frame, 1007 text that is no UTF-8, 1008 too many
messages that had no effect, 1009 a message that is too long, 1011 no answer to pings,
1012 the server ends (the reason says when to come back). A
handshake is refused with 400, 401, 403, 429 or 503 and a problem document.
"""


@cache
def asyncapi_document() -> dict[str, Any]:
    """Return the document."""
    types = [*get_args(Said), *get_args(Heard)]
    _, schemas = msgspec.json.schema_components(
        types, ref_template="#/components/schemas/{name}"
    )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "TRR Backend: the live feed",
            "version": version("trr-backend"),
            "description": _DESCRIPTION,
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "channels": {
            "feed": {
                "address": ADDRESS,
                "description": "One connection; any number of topics up to 100.",
                "messages": {
                    name: {"$ref": f"#/components/messages/{name}"}
                    for name in map(_name, types)
                },
                "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
            }
        },
        "operations": {
            "hear": _operation("receive", Said, "What the server is told."),
            "tell": _operation("send", Heard, "What the server tells."),
        },
        "components": {
            "messages": {_name(one): _message(one) for one in types},
            "schemas": schemas,
        },
    }


def _operation(action: str, messages: object, summary: str) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": "#/channels/feed"},
        "summary": summary,
        "messages": [
            {"$ref": f"#/channels/feed/messages/{_name(one)}"}
            for one in get_args(messages)
        ],
    }


def _message(kind: type) -> dict[str, Any]:
    return {
        "name": _name(kind),
        "title": kind.__name__,
        "summary": (kind.__doc__ or "").partition("\n\n")[0],
        "payload": {"$ref": f"#/components/schemas/{kind.__name__}"},
    }


def _name(kind: type) -> str:
    name = kind.__name__
    return f"{name[0].lower()}{name[1:]}"
