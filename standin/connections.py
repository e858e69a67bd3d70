"""Lists as IMDb's graph pages them: `first` nodes `after` a cursor."""

import base64
import binascii
from collections.abc import Callable, Sequence

from standin.graphql import Arguments, GraphError, Node

MOST_AT_ONCE = 250


def connection(kind: str, nodes: Sequence[Node]) -> Callable[[Arguments], Node]:
    """Return the field that pages `nodes`; `kind` names the type of the connection."""

    def page(arguments: Arguments) -> Node:
        first = arguments.get("first")
        if not isinstance(first, int) or not 0 < first <= MOST_AT_ONCE:
            raise GraphError(
                f"first must be 1 to {MOST_AT_ONCE}, not {first}", "BAD_USER_INPUT"
            )
        start = _offset(arguments.get("after"))
        end = min(start + first, len(nodes))
        return {
            "__typename": f"{kind}Connection",
            "total": len(nodes),
            "edges": [
                {
                    "__typename": f"{kind}Edge",
                    "cursor": _cursor(position),
                    "position": position,
                    "node": nodes[position - 1],
                }
                for position in range(start + 1, end + 1)
            ],
            "pageInfo": {
                "__typename": "PageInfo",
                "hasNextPage": end < len(nodes),
                "endCursor": _cursor(end) if end > start else None,
            },
        }

    return page


def _cursor(position: int) -> str:
    return base64.b64encode(f"standin:{position}".encode()).decode()


def _offset(cursor: object) -> int:
    if cursor is None:
        return 0
    try:
        name, _, position = base64.b64decode(str(cursor)).decode().partition(":")
        if name == "standin":
            return int(position)
    except (binascii.Error, ValueError):
        pass
    raise GraphError(f"{cursor!r} is no cursor", "BAD_USER_INPUT")
