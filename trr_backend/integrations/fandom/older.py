"""Answers of wikis that do not know `formatversion=2` or slots, written as newer ones.

MediaWiki before 1.25 lists pages by number, says yes with "" and names texts "*"; until
1.32 a revision had one text and no slots
(https://www.mediawiki.org/wiki/API:JSON_version_2).
"""

from collections.abc import Mapping
from typing import Any

_FLAGS = frozenset(
    {
        "batchcomplete",
        "fromencoded",
        "hidden",
        "invalid",
        "known",
        "missing",
        "new",
        "redirect",
        "special",
        "suppressed",
        "texthidden",
    }
)
_OF_SLOT = ("contentmodel", "contentformat", "content", "texthidden", "textmissing")


def modern(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer to `action=query` as it is written today."""
    whole = {name: _flagged(part, name) for name, part in answer.items()}
    query = whole.get("query")
    if not isinstance(query, dict):
        return whole
    pages = query.get("pages")
    listed = list(pages.values()) if isinstance(pages, dict) else pages
    if isinstance(listed, list):
        whole["query"] = {**query, "pages": [_slotted(page) for page in listed]}
    return whole


def _flagged(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return {_plain(name): _flagged(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_flagged(part, "") for part in value]
    return True if value == "" and key in _FLAGS else value


def _plain(name: str) -> str:
    return "content" if name == "*" else name


def _slotted(page: Any) -> Any:
    """Return a page whose revisions, if it has any, have their text in a slot."""
    revisions = page.get("revisions") if isinstance(page, dict) else None
    if not isinstance(revisions, list):
        return page
    return {**page, "revisions": [_with_slot(one) for one in revisions]}


def _with_slot(revision: Any) -> Any:
    if not isinstance(revision, dict) or "slots" in revision:
        return revision
    slot = {name: revision[name] for name in _OF_SLOT if name in revision}
    rest = {name: part for name, part in revision.items() if name not in slot}
    return {**rest, "slots": {"main": slot}} if slot else rest
