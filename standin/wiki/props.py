"""The properties of pages that lists make up: categories, images, templates."""

from collections.abc import Callable, Iterable

from standin.wiki.asking import MOST, Ask, Continue
from standin.wiki.infobox import added_categories, shown_files
from standin.wiki.media import picture_of
from standin.wiki.pages import Page
from standin.wiki.pageset import Entry
from standin.wiki.state import Wiki
from standin.wiki.titles import CATEGORY, Title
from standin.wiki.wikitext import categories_of, template_titles

_USUAL = 10
# The name that a wiki in English gives it.
_BROKEN = "Pages with broken file links"


def categories(ask: Ask) -> Continue:
    """Add the categories of each page."""
    names = ask.wiki.names
    return _listed(
        ask,
        "categories",
        "cl",
        lambda page: (
            categories_of(page.text, names)
            | added_categories(ask.wiki, page.text)
            | _tracked(ask.wiki, page)
        ),
    )


def images(ask: Ask) -> Continue:
    """Add the files that each page shows."""
    return _listed(ask, "images", "im", lambda page: shown_files(ask.wiki, page.text))


def templates(ask: Ask) -> Continue:
    """Add the templates that each page uses."""
    names = ask.wiki.names
    return _listed(
        ask, "templates", "tl", lambda page: template_titles(page.text, names)
    )


def _tracked(wiki: Wiki, page: Page) -> set[Title]:
    """Return the category of pages that show a file which there is not."""
    shown = shown_files(wiki, page.text)
    if all(picture_of(wiki, title.key) for title in shown):
        return set()
    return {wiki.names.title(CATEGORY, _BROKEN)}


def _listed(
    ask: Ask, module: str, prefix: str, titles: Callable[[Page], Iterable[Title]]
) -> Continue:
    """Add lists of titles, so many over all pages as the limit says."""
    most = ask.params.limit(module, f"{prefix}limit", _USUAL, ask.most(module, MOST))
    items = [
        (entry, page, title)
        for entry, page in ask.pages()
        for title in sorted(set(titles(page)), key=lambda one: one.key)
    ]
    part, more = ask.part(module, f"{prefix}continue", items, _token, most)
    for entry, _, title in part:
        said = {"ns": title.namespace, "title": title.text}
        entry.said.setdefault(module, []).append(said)
    return more


def _token(item: tuple[Entry, Page, Title]) -> str:
    return f"{item[1].number}|{item[2].key}"
