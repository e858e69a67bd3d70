"""Cuts people who were taken down out of the answers of IMDb's API.

Their place stays, as null: pages are counted, and what comes after keeps its number.
"""

import json
from collections.abc import Callable

IsTakenDown = Callable[[str], bool]


def without_people(body: bytes, is_taken_down: IsTakenDown) -> bytes:
    """Return an answer without these people; itself where it names none of them."""
    answer = json.loads(body)
    if not _cut(answer, is_taken_down):
        return body
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def _cut(node: object, is_taken_down: IsTakenDown) -> int:
    """Cut them out of all lists within; return how many places are empty now."""
    if isinstance(node, dict):
        return sum(_cut(one, is_taken_down) for one in node.values())
    if not isinstance(node, list):
        return 0
    count = 0
    for place, one in enumerate(node):
        person = _person_in(one)
        if person is not None and is_taken_down(person):
            node[place] = None
            count += 1
        else:
            count += _cut(one, is_taken_down)
    return count


def _person_in(one: object) -> str | None:
    """Return the id in a place of a list: of a name, or of a credit's name."""
    for step in ("node", "name"):
        if isinstance(one, dict) and isinstance(one.get(step), dict):
            one = one[step]
    found = one.get("id") if isinstance(one, dict) else None
    return found if isinstance(found, str) else None
