"""Asks a wiki of a folder as its api.php is asked, without a server between."""

import json
from pathlib import Path
from typing import Any

from standin.files import Json
from standin.wiki.addresses import Addresses
from standin.wiki.folder import WikiFolder
from standin.wiki.params import Params
from standin.wiki.query import query
from standin.wiki.state import Wiki

BASE = "http://127.0.0.1:1"


def wiki_of(folder: Path, pages: dict[str, str], **files: Json) -> Wiki:
    """Return a wiki of these pages, numbered from 2 in their order.

    `files` are `site`, `templates` and `files`; without a site it is no Fandom's.
    """
    site = {"sitename": "Test Wiki", "family": "mediawiki"}
    numbers = {
        title: {"id": number, "revision": number, "user": "Admin"}
        for number, title in enumerate(pages, start=2)
    }
    for name, whole in {"site": site, "pages": numbers, **files}.items():
        (folder / f"{name}.json").write_text(json.dumps(whole))
    (folder / "pages").mkdir()
    for title, text in pages.items():
        name = title.replace(" ", "_")
        (folder / "pages" / f"{name}.wikitext").write_text(text)
    wiki = Wiki("tiny", WikiFolder(folder))
    wiki.refresh()
    return wiki


def ask(wiki: Wiki, **given: object) -> Json:
    """Return a wiki's answer; a list is joined as the API wants it."""
    texts = {name: _text(value) for name, value in given.items()}
    return query(wiki, Params(texts), Addresses(wiki, BASE))


def pages(answer: Json) -> list[Json]:
    """Return the pages of an answer, in its order."""
    found: list[Json] = answer["query"]["pages"]
    return found


def _text(value: Any) -> str:
    return "|".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
