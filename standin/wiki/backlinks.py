"""The property `redirects`: which pages lead straight to a page."""

from dataclasses import dataclass

from standin.files import Json
from standin.wiki.asking import MOST, Ask, Continue, picked
from standin.wiki.pages import Page
from standin.wiki.pageset import Entry
from standin.wiki.titles import Title
from standin.wiki.wikitext import Target

_KNOWN = ("pageid", "title", "fragment")


@dataclass(frozen=True, slots=True)
class _Lead:
    entry: Entry
    to: Title
    page: Page
    fragment: str


def redirects(ask: Ask) -> Continue:
    """Add the redirects to each page, so many over all of them as the limit says."""
    params = ask.params
    wanted = params.chosen("redirects", "rdprop", _KNOWN, ("pageid", "title"))
    most = params.limit("redirects", "rdlimit", 10, ask.most("redirects", MOST))
    leads = sorted(_leads(ask), key=lambda one: (one.to, one.page.number))
    if numbers := params.values("rdnamespace"):
        leads = [one for one in leads if str(one.page.title.namespace) in numbers]
    if shown := params.chosen("redirects", "rdshow", ("fragment", "!fragment"), ()):
        leads = [one for one in leads if bool(one.fragment) == ("fragment" in shown)]
    targets = {entry.title for entry in ask.entries if entry.title}
    spaces = {title.namespace for title in targets}

    def token(lead: _Lead) -> str:
        """Name only what tells one redirect from another, as MediaWiki does."""
        space = [str(lead.to.namespace)] if len(spaces) > 1 else []
        title = [lead.to.key] if len(targets) > 1 else []
        return "|".join([*space, *title, str(lead.page.number)])

    part, more = ask.part("redirects", "rdcontinue", leads, token, most)
    for lead in part:
        lead.entry.said.setdefault("redirects", []).append(_said(lead, wanted))
    return more


def _leads(ask: Ask) -> list[_Lead]:
    ways: dict[Title, list[tuple[Page, Target]]] = {}
    for page in ask.wiki.pages.values():
        if target := ask.wiki.leads_to(page):
            ways.setdefault(target.title, []).append((page, target))
    return [
        _Lead(entry, entry.title, page, target.fragment)
        for entry in ask.entries
        if entry.title
        for page, target in ways.get(entry.title, [])
    ]


def _said(lead: _Lead, wanted: list[str]) -> Json:
    title = lead.page.title
    parts: dict[str, Json] = {
        "pageid": {"pageid": lead.page.number},
        "title": {"ns": title.namespace, "title": title.text},
        "fragment": {"fragment": lead.fragment} if lead.fragment else {},
    }
    return picked(parts, wanted)
