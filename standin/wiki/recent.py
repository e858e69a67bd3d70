"""The list `recentchanges`: what was edited, made, moved, deleted and restored."""

import re
from datetime import UTC, datetime

from standin.files import Json
from standin.wiki.asking import MOST, Ask, Continue, picked
from standin.wiki.errors import ApiError, bad_continue
from standin.wiki.pages import TIME, Change
from standin.wiki.params import Params

_PROPS = (
    *("user", "comment", "flags", "timestamp", "title", "ids", "sizes", "redirect"),
    *("loginfo", "tags", "sha1"),
)
_USUAL = ("title", "timestamp", "ids")
_KINDS = ("edit", "external", "new", "log", "categorize")


def recent_changes(ask: Ask, query: Json) -> Continue:
    """Add the recent changes to an answer."""
    params = ask.params
    wanted = params.chosen("recentchanges", "rcprop", _PROPS, _USUAL)
    kinds = params.chosen("recentchanges", "rctype", _KINDS, ("edit", "new", "log"))
    most = params.limit("recentchanges", "rclimit", 10, ask.most("recentchanges", MOST))
    changes = [one for one in _within(ask, params) if one.kind in kinds]
    if numbers := params.values("rcnamespace"):
        changes = [one for one in changes if str(one.page.title.namespace) in numbers]
    begin = 0
    if asked := params.text("rccontinue"):
        if re.fullmatch(r"\d{14}\|\d+", asked) is None:
            raise bad_continue()
        tokens = [_token(change) for change in changes]
        begin = tokens.index(asked) if asked in tokens else len(changes)
    end = begin + most
    query["recentchanges"] = [_said(ask, one, wanted) for one in changes[begin:end]]
    return {"rccontinue": _token(changes[end])} if end < len(changes) else {}


def _within(ask: Ask, params: Params) -> list[Change]:
    """Return the changes of the window, the newest first unless asked otherwise."""
    start, end = _time(params, "rcstart"), _time(params, "rcend")
    is_newer = params.text("rcdir", "older") == "newer"
    first, last = (start, end) if is_newer else (end, start)
    found = [
        change
        for change in ask.wiki.recent()
        if (not first or change.page.timestamp >= first)
        and (not last or change.page.timestamp <= last)
    ]
    return found if is_newer else found[::-1]


def _time(params: Params, name: str) -> str:
    text = params.text(name)
    if not text:
        return ""
    try:
        if re.fullmatch(r"\d{14}", text):
            return (
                datetime.strptime(text, "%Y%m%d%H%M%S")
                .replace(tzinfo=UTC)
                .strftime(TIME)
            )
        return datetime.fromisoformat(text).astimezone(UTC).strftime(TIME)
    except ValueError:
        info = f'Invalid value "{text}" for timestamp parameter "{name}".'
        raise ApiError("badtimestamp", info) from None


def _token(change: Change) -> str:
    digits = "".join(sign for sign in change.page.timestamp if sign.isdigit())
    return f"{digits}|{change.number}"


def _said(ask: Ask, change: Change, wanted: list[str]) -> Json:
    page, (old, old_bytes) = change.page, change.before
    ids = {"pageid": page.number, "revid": page.revision, "old_revid": old}
    length = 0 if change.kind == "log" else page.bytes
    parts: dict[str, Json] = {
        "title": {"ns": page.title.namespace, "title": page.title.text},
        "ids": {**ids, "rcid": change.number},
        "user": {"user": page.user},
        "flags": {"bot": False, "new": change.kind == "new", "minor": False},
        "sizes": {"oldlen": old_bytes, "newlen": length},
        "timestamp": {"timestamp": page.timestamp},
        "comment": {"comment": page.comment},
        "redirect": {"redirect": ask.wiki.leads_to(page) is not None},
        "loginfo": _logged(change),
        "tags": {"tags": []},
    }
    return {"type": change.kind, **picked(parts, wanted)}


def _logged(change: Change) -> Json:
    if change.log is None:
        return {}
    kind, action = change.log
    said = {"logid": change.number, "logtype": kind, "logaction": action}
    return {**said, "logparams": change.log_params}
