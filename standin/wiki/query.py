"""`action=query`: properties of pages, lists, and what a wiki says of itself."""

from collections.abc import Callable

from standin.files import Json
from standin.wiki import backlinks, details, imageinfo, props
from standin.wiki.addresses import Addresses
from standin.wiki.asking import MOST, Ask, Continue
from standin.wiki.errors import bad_continue
from standin.wiki.pages import now
from standin.wiki.pageset import PageSet, asked_pages
from standin.wiki.params import Params
from standin.wiki.recent import recent_changes
from standin.wiki.siteinfo import siteinfo
from standin.wiki.state import Wiki

_PROPS: dict[str, Callable[[Ask], Continue]] = {
    "categories": props.categories,
    "imageinfo": imageinfo.imageinfo,
    "images": props.images,
    "info": details.info,
    "pageimages": details.pageimages,
    "pageprops": details.pageprops,
    "redirects": backlinks.redirects,
    "revisions": details.revisions,
    "templates": props.templates,
}
_LISTS = ("recentchanges",)
_METAS = ("siteinfo",)
_OWN = {"prop", "list", "meta", "titles", "pageids", "redirects", "converttitles"}
# The parameters of each module begin with its prefix; others get a warning.
_TAKEN = {
    "categories": ("cl", "prop", "show", "limit", "continue"),
    "imageinfo": ("ii", "prop", "limit", "urlwidth", "extmetadatafilter", "continue"),
    "images": ("im", "limit", "continue"),
    "info": ("in", "prop", "continue"),
    "pageimages": ("pi", "prop", "thumbsize", "limit", "license", "continue"),
    "pageprops": ("pp", "prop", "continue"),
    "recentchanges": (
        *("rc", "prop", "type", "limit", "start", "end", "dir", "show"),
        *("namespace", "continue"),
    ),
    "redirects": ("rd", "prop", "namespace", "show", "limit", "continue"),
    "revisions": ("rv", "prop", "slots", "limit", "continue"),
    "siteinfo": ("si", "prop"),
    "templates": ("tl", "limit", "continue"),
}
# Of what is dear a request has less.
_LEAST = {"pageimages": 50}


def query(wiki: Wiki, params: Params, addresses: Addresses) -> Json:
    """Return the answer to a question. Raises ApiError."""
    wanted = params.chosen("query", "prop", _PROPS, ())
    lists = params.chosen("query", "list", _LISTS, ())
    metas = params.chosen("query", "meta", _METAS, ())
    pages = asked_pages(wiki, params)
    ask = Ask(wiki, params, pages.entries(), addresses)
    done = _done(params)
    more: Continue = {}
    # MediaWiki names the modules that are through in the order in which it knows them.
    through = [name for name in metas if name not in done]
    waiting = False
    for name in wanted:
        added = _PROPS[name](ask) if name not in done else {}
        more |= added
        waiting = waiting or bool(added)
        through += [] if added else [name]
    said = _paged(pages, ask)
    if "recentchanges" in lists:
        more |= recent_changes(ask, said)
    if "siteinfo" in metas:
        siteinfo(ask, said)
    answer: Json = {} if waiting else {"batchcomplete": True}
    if params.flag("curtimestamp"):
        answer["curtimestamp"] = now()
    if more:
        answer["continue"] = {**more, "continue": _mark(through, waiting=waiting)}
    known = {name for module in (*wanted, *lists, *metas) for name in _taken(module)}
    if warnings := params.told(known | _OWN):
        answer["warnings"] = warnings
    return answer | ({"query": said} if said else {}) | _limits(params)


def _taken(module: str) -> list[str]:
    prefix, *names = _TAKEN[module]
    return [prefix + name for name in names]


def _done(params: Params) -> set[str]:
    """Return the modules that an earlier answer finished."""
    text = params.text("continue")
    if not text:
        return set()
    parts = text.split("||")
    if len(parts) != 2:  # noqa: PLR2004 - what a generator needs, and who is through
        raise bad_continue()
    return set(parts[1].split("|"))


def _mark(through: list[str], *, waiting: bool) -> str:
    return f"{'' if waiting else '-'}||{'|'.join(through)}"


def _paged(pages: PageSet, ask: Ask) -> Json:
    said: Json = {}
    if pages.normalized:
        said["normalized"] = pages.normalized
    if pages.redirects:
        said["redirects"] = pages.redirects
    if pages.interwiki:
        said["interwiki"] = pages.interwiki
    if ask.entries:
        said["pages"] = [entry.said for entry in ask.entries]
    return said


def _limits(params: Params) -> Json:
    """Return what `max` came to, which MediaWiki tells beside the answer."""
    told = {
        module: _LEAST.get(module, MOST)
        for module, (prefix, *_) in _TAKEN.items()
        if params.given.get(f"{prefix}limit") == "max"
    }
    return {"limits": told} if told else {}
