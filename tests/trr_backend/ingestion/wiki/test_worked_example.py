"""The template map that docs/howto/use-wikis.md writes, laid over the page it shows."""

import re
from pathlib import Path
from uuid import UUID

from tests.project_files import ROOT
from tests.wiki_pages import page_document
from trr_backend.ingestion.wiki.facts import fact_source, page_facts
from trr_backend.ingestion.wiki.maps import load_map
from trr_backend.ingestion.wiki.pages import page_from
from trr_backend.models.wiki import (
    KnownSeason,
    KnownShow,
    LedgerEntry,
    Roster,
    SeasonLedger,
    Wiki,
    WikiSite,
)

TEXT = (ROOT / "docs" / "howto" / "use-wikis.md").read_text("utf-8")
SHOW = UUID(int=1)
ROSTER = Roster(
    (KnownShow(SHOW, "The Tent", ("The Tent",)),),
    (KnownSeason(SHOW, "The Tent", 4, None),),
    (),
)


def test_the_worked_example_finds_what_it_says(tmp_path: Path) -> None:
    """Its fields are read by its names, and its placement is part of a ledger."""
    wikitext, written = (_block(kind) for kind in ("wikitext", "toml"))
    (tmp_path / "baking.toml").write_text(written, "utf-8")
    document = page_document("Kim Loaf", wikitext, wiki="baking")
    page, wiki = page_from(document), Wiki.parse("baking")
    site = WikiSite("Baking Wiki", "en", "", None, None, is_free=False)
    source = fact_source(document, page, wiki, site)

    said = page_facts(page, "person", load_map("baking", tmp_path), ROSTER, source)

    assert {(one.field, one.scope): one.value for one in said.facts} == {
        ("birthday", ""): "1990-05-03",
        ("placement", "Season 4"): "3rd",
        ("cakes", ""): ("Lemon drizzle", "Battenberg"),
        ("signature_bake", ""): "Battenberg",
        ("shows", ""): ("The Tent",),
        ("seasons", ""): ("Season 4",),
    }
    entry = LedgerEntry("Kim Loaf", 1, "Kim Loaf", placement="3rd", place=3)
    assert said.ledgers == (SeasonLedger("Season 4", (SHOW, 4), "person", (entry,)),)


def _block(kind: str) -> str:
    """Return the one block of a kind in the document."""
    blocks = re.findall(rf"^```{kind}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    (found,) = blocks
    return str(found)
