"""The data of portable infoboxes, as the extension notes it of a page."""

from standin.wiki.addresses import Addresses
from standin.wiki.pages import Page
from standin.wiki.state import Wiki
from standin.wiki.titles import Title
from standin.wiki.wikitext import files_of


def infoboxes(_wiki: Wiki, page: Page, _addresses: Addresses) -> str | None:
    """Return a page's infoboxes as JSON, None where it has none."""
    return page.infoboxes


def shown_files(wiki: Wiki, text: str) -> list[Title]:
    """Return the files that a text shows."""
    return files_of(text, wiki.names)


def added_categories(_wiki: Wiki, _text: str) -> set[Title]:
    """Return the categories that a text's templates add."""
    return set()
