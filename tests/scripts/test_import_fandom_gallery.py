"""`trr import fandom-gallery`: the pictures of a person's page and gallery."""

import json

import pytest

from tests.island_wiki import BOXES, asked, castaway, follow_the_show, put_wiki
from tests.pipeline import Pipeline
from tests.upstream import Upstream
from tests.wiki_upstream import UpstreamWiki

GALLERY = ("import", "fandom-gallery", "--wiki", "islands", "--person")
LINKS = """select l.source_path, l.position, l.linked_at is not null
  from core.media_links l join core.people h on h.id = l.entity_id and
  h.name = 'Ada Brook' where l.missing_since is null order by l.position"""
SAID = """select l.source_path, l.source_url, l.page_url, l.width, l.height, l.licence,
  l.licence_url, l.author, l.is_free from core.media_links l order by l.position"""
FILES = "https://static.wikia.nocookie.net/islands/images"
PAGES = "https://islands.fandom.com/wiki/File"
TERMS = "https://creativecommons.org/licenses"
SHOWN = "<gallery>\nCamp fire.png|At camp\nStill.png\nAda.png\nTiny.png\nGone.png\n"
MAIN, CAMP, STILL = (f"islands/{one}.png" for one in ("Ada", "Camp_fire", "Still"))


@pytest.fixture
async def wiki(pipeline: Pipeline, upstream: Upstream) -> UpstreamWiki:
    """The wiki, in which Ada has a portrait and a gallery, and Cora no page."""
    await follow_the_show(pipeline, upstream)
    wiki = put_wiki(upstream)
    wiki.put_template("Castaway", infobox=[{"image": "image"}, *BOXES["Castaway"]])
    page = castaway("Ada Brook").replace("| name", "| image = Ada.png\n| name", 1)
    wiki.put("Ada Brook", page)
    wiki.put("Ada Brook/Gallery", f"{SHOWN}</gallery>")
    free, size = "{{self|cc-by-4.0}}", {"width": 640, "height": 480}
    wiki.put_file("Ada.png", width=300, height=400, text="{{cc-by-sa-3.0}}")
    wiki.put_file("Camp fire.png", text=free, user="Uma", **size)
    wiki.put_file("Still.png", text="{{Fairuse}}", user="Uma", **size)
    wiki.put_file("Tiny.png", text=free, width=20, height=20)
    return wiki


@pytest.mark.usefixtures("wiki")
async def test_free_pictures_are_kept_with_their_terms(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The portrait first, then the gallery; each as it was uploaded, and only once."""
    before = pipeline.versions()
    planned = await pipeline.trr(*GALLERY, "tmdb:71", "--dry-run", "--json")
    assert planned.exit_code == 0, planned.output
    assert json.loads(planned.stdout)["stages"][6]["done"] == 2
    assert pipeline.versions() == before
    upstream.requests()

    done = await pipeline.trr(*GALLERY, "tmdb:71")

    assert done.exit_code == 0, done.output
    assert (
        "Ada Brook (tmdb:71) in islands: 1 picture of 3 left out, for no free licence "
        "is stated there; TRR_FANDOM_IMAGES=all" in " ".join(done.output.split())
    )
    assert pipeline.rows(LINKS) == [
        (MAIN, 1001, True),
        (CAMP, 1002, True),
        (STILL, 1003, False),
    ]
    by_sa = ("CC BY-SA 3.0", f"{TERMS}/by-sa/3.0/", None, True)
    by = ("CC BY 4.0", f"{TERMS}/by/4.0/", "Uma", True)
    assert [(row[0], *row[2:]) for row in pipeline.rows(SAID)] == [
        (MAIN, f"{PAGES}:Ada.png", 300, 400, *by_sa),
        (CAMP, f"{PAGES}:Camp_fire.png", 640, 480, *by),
        (STILL, f"{PAGES}:Still.png", 640, 480, "Fair use", None, None, False),
    ]
    urls = {row[0]: row[1] for row in pipeline.rows(SAID)}
    assert urls[CAMP].startswith(f"{FILES}/")
    assert urls[CAMP].endswith("/Camp_fire.png/revision/latest")
    asked = _pictures(upstream)
    assert sorted(name for name, _ in asked) == ["Ada.png", "Camp_fire.png"]
    assert {query for _, query in asked} == {"format=original"}

    assert (await pipeline.trr(*GALLERY, "tmdb:71")).exit_code == 0
    requests, before = len(upstream.requests()), pipeline.versions()
    third = await pipeline.trr(*GALLERY, "tmdb:71")
    assert third.exit_code == 0
    assert (requests, len(upstream.requests())) == (1, 1)
    assert pipeline.versions() == before


async def test_the_installation_says_which_are_kept(
    pipeline: Pipeline, upstream: Upstream, wiki: UpstreamWiki
) -> None:
    """None, free ones, all; what leaves the gallery is marked, and its bytes stay."""
    none = await pipeline.trr(*GALLERY, "tmdb:71", TRR_FANDOM_IMAGES="none")
    assert (none.exit_code, pipeline.rows(LINKS)) == (0, [])
    assert "no picture is taken (TRR_FANDOM_IMAGES=none)" in none.output
    every = await pipeline.trr(*GALLERY, "tmdb:71", TRR_FANDOM_IMAGES="all")
    assert every.exit_code == 0, every.output
    assert [row[2] for row in pipeline.rows(LINKS)] == [True, True, True]

    wiki.edit("Ada Brook/Gallery", "<gallery>\nStill.png\n</gallery>")
    upstream.requests()
    done = await pipeline.trr(*GALLERY, "tmdb:71")

    assert done.exit_code == 0, done.output
    assert pipeline.rows(LINKS) == [(MAIN, 1001, True), (STILL, 1002, True)]
    gone = "select source_path, linked_at is not null from core.media_links"
    gone += " where missing_since is not null"
    assert pipeline.rows(gone) == [(CAMP, True)]
    assert _pictures(upstream) == []


async def test_other_terms_are_noticed(
    pipeline: Pipeline, upstream: Upstream, wiki: UpstreamWiki
) -> None:
    """A picture becomes free, another one is gone; nothing else is listed again."""
    named = ("enrich", "cast", "--wiki", "islands", "--show", "tmdb:1")
    assert (await pipeline.trr(*named)).exit_code == 0
    assert (await pipeline.trr(*GALLERY, "tmdb:71")).exit_code == 0
    wiki.edit("File:Still.png", "{{cc-by-sa-3.0}}")
    wiki.delete("File:Camp fire.png")
    wiki.edit("File:Else.png", "{{cc-by-sa-3.0}}")
    upstream.requests()

    done = await pipeline.trr("enrich", "cast")

    assert done.exit_code == 0, done.output
    assert asked(upstream) == ["recentchanges", "pages"]
    assert pipeline.rows(LINKS) == [(MAIN, 1001, True), (STILL, 1002, True)]
    assert (await pipeline.trr("enrich", "cast")).exit_code == 0


async def test_nobody_elses_pictures_are_kept(
    pipeline: Pipeline, wiki: UpstreamWiki
) -> None:
    """What is known of others waits for `trr enrich cast`, whatever is allowed now."""
    page = castaway("Ben Castle").replace("| name", "| image = Ben.png\n| name", 1)
    wiki.put("Ben Castle", page)
    wiki.put_file("Ben.png", width=300, height=400, text="{{Fairuse}}")
    known = await pipeline.trr("enrich", "cast", "--wiki", "islands")
    assert known.exit_code == 0, known.output

    done = await pipeline.trr(*GALLERY, "tmdb:71", TRR_FANDOM_IMAGES="all")

    assert done.exit_code == 0, done.output
    listed = "select l.linked_at is not null from core.media_links l"
    assert pipeline.rows(f"{listed} where l.source_path = 'islands/Ben.png'") == [
        (False,)
    ]
    assert pipeline.rows(f"{listed} where l.source_path = '{MAIN}'") == [(True,)]


@pytest.mark.usefixtures("wiki")
async def test_whoever_cannot_be_meant_is_said(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """No page is an undone item; a wrong name is a mistake of the user's."""
    nobody = await pipeline.trr(*GALLERY, "tmdb:73")
    assert nobody.exit_code == 1
    assert (
        "no page there is surely about Cora Dale (tmdb:73); `trr review` shows those "
        "that may be" in " ".join(nobody.output.split())
    )
    upstream.requests()

    wrong = {
        "there is no tmdb:999 in the catalogue": (*GALLERY, "tmdb:999"),
        "'Bob' names no person: use a uuid, tmdb:": (*GALLERY, "Bob"),
        "names no wiki: use a Fandom name": (*GALLERY, "tmdb:71", "--wiki", "a b"),
        "Missing option '--wiki'": ("import", "fandom-gallery", "--person", "tmdb:71"),
    }
    for said, command in wrong.items():
        done = await pipeline.trr(*command)
        assert (done.exit_code, said in done.output) == (2, True), done.output
    assert upstream.requests() == []


def _pictures(upstream: Upstream) -> list[tuple[str, str]]:
    """Return the name and the query of each picture that was asked for."""
    return [
        (one["path"].removesuffix("/revision/latest").rpartition("/")[2], one["query"])
        for one in upstream.requests()
        if one["path"].startswith("/wikia/")
    ]
