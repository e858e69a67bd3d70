"""`language=`: texts and first pictures in a language, as far as there are any."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from api.app import create_app
from tests.api.answers import refusal
from tests.api.conftest import running
from tests.seed import AS_OF, Seeded, insert_row, seed_show
from tests.seed_whole import Island
from tests.stored_pictures import Stored, seed_picture
from trr_backend.config import Settings
from trr_backend.repositories.db import Database, Transaction

SHOWS = "/api/v1/shows"
SHOW = f"{SHOWS}/the-island"


@pytest.fixture
async def translated(database: Database, island: Island) -> Island:
    """Return the whole show with texts in German, Austrian and British."""
    season, episode = island.seasons[1], island.episodes[1]
    of_show = (
        ("de-DE", {"name": "Die Insel", "overview": "Zehn Fremde."}),
        ("de-AT", {"name": "Das Eiland", "tagline": "Servus."}),
        ("en-GB", {"name": "The Isle"}),
        ("fr-FR", {"name": "L'Île", "missing_since": AS_OF}),
    )
    async with database.transaction() as tx:
        for language, texts in of_show:
            row = {"show_id": island.show, "language": language, **texts}
            await insert_row(tx, "show_translations", row)
        of = {"show_id": island.show, "language": "de-DE"}
        await insert_row(
            tx,
            "season_translations",
            {**of, "season_id": season, "name": "Staffel Eins", "overview": "Los."},
        )
        await insert_row(
            tx,
            "episode_translations",
            {**of, "episode_id": episode, "name": "Tag Eins"},
        )
        await tx.execute(
            "update core.shows set overview = 'Ten.', tagline = 'Hi.' where id = %s",
            [island.show],
        )
    return island


async def told(client: httpx2.AsyncClient, address: str) -> tuple[Any, str | None]:
    """Return an answer as JSON, and Content-Language."""
    answer = await client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json(), answer.headers.get("content-language")


# What is asked for, then name, overview, tagline and Content-Language.
TOLD = [
    (None, ("The Island", "Ten.", "Hi.", None)),
    ("de", ("Die Insel", "Zehn Fremde.", "Servus.", "de-DE")),
    ("de-de", ("Die Insel", "Zehn Fremde.", "Servus.", "de-DE")),
    # Each text falls back by itself.
    ("DE-at", ("Das Eiland", "Zehn Fremde.", "Servus.", "de-AT")),
    ("de-CH", ("Die Insel", "Zehn Fremde.", "Servus.", "de-DE")),
    # The record is in en-US: of English only what is of that very country differs.
    ("en", ("The Island", "Ten.", "Hi.", "en-US")),
    ("en-US", ("The Island", "Ten.", "Hi.", "en-US")),
    ("en-GB", ("The Isle", "Ten.", "Hi.", "en-GB")),
    ("en-AU", ("The Island", "Ten.", "Hi.", "en-US")),
    # What is gone upstream is not shown, nor what never was.
    ("fr", ("The Island", "Ten.", "Hi.", "en-US")),
    ("ja", ("The Island", "Ten.", "Hi.", "en-US")),
]


@pytest.mark.usefixtures("translated")
async def test_texts_of_a_show(client: httpx2.AsyncClient) -> None:
    """The language, then the same of another region, then the record; text by text."""
    found = []
    for language, (name, *_, said) in TOLD:
        query = "" if language is None else f"?language={language}"
        show, in_detail = await told(client, f"{SHOW}{query}")
        texts = (show["name"], show["overview"], show["tagline"], in_detail)
        found.append((language, texts))
        page, in_list = await told(client, f"{SHOWS}{query}")
        assert ([one["name"] for one in page["items"]], in_list) == ([name], said)
    assert found == TOLD


@pytest.mark.usefixtures("translated")
async def test_seasons_and_episodes(client: httpx2.AsyncClient) -> None:
    """Wherever a season or an episode is named in these answers, it is in German."""
    german = "language=de"
    show, _ = await told(client, f"{SHOW}?include=seasons&{german}")
    seasons, of_seasons = await told(client, f"{SHOW}/seasons?{german}")
    assert show["included"]["seasons"] == seasons["items"]
    assert [(one["name"], one["overview"]) for one in seasons["items"]] == [
        ("Specials", None),
        ("Staffel Eins", "Los."),
        ("Season 2", None),
    ]
    assert of_seasons == "de-DE, en-US"
    season, of_season = await told(client, f"{SHOW}/seasons/1?{german}")
    names = ["Tag Eins", "Day 2", "Day 3"]
    assert (season["name"], season["show"]["name"], of_season) == (
        "Staffel Eins",
        "Die Insel",
        "de-DE",
    )
    assert [one["name"] for one in season["episodes"]] == names
    for address in (f"{SHOW}/seasons/1/episodes", f"{SHOW}/episodes?season=1"):
        sign = "&" if "?" in address else "?"
        page, of_page = await told(client, f"{address}{sign}{german}")
        assert [one["name"] for one in page["items"]] == names
        assert of_page == "de-DE, en-US"
    assert page["items"][1]["season"]["name"] == "Staffel Eins"
    episode, of_episode = await told(client, f"{SHOW}/seasons/1/episodes/1?{german}")
    assert (
        episode["name"],
        episode["overview"],
        episode["season"]["name"],
        episode["show"]["name"],
        of_episode,
    ) == ("Tag Eins", "What happened on day 1.", "Staffel Eins", "Die Insel", "de-DE")
    # An episode without a name is in no language.
    _, nameless = await told(client, f"{SHOW}/seasons/2/episodes/1?{german}")
    assert nameless is None


@pytest.mark.usefixtures("translated")
async def test_where_they_are_named(client: httpx2.AsyncClient) -> None:
    """Answers about people name shows, seasons and episodes in the language as well."""
    ben = "/api/v1/people/tmdb:7302"
    found = {}
    for query in ("", "?language=de"):
        person, _ = await told(client, f"{ben}{query}")
        page, _ = await told(client, f"{ben}/credits{query}")
        stints, said = await told(client, f"{ben}/shows/the-island{query}")
        (season,) = stints["seasons"]
        found[query] = [
            person["shows"][0]["show"]["name"],
            [one["show"]["name"] for one in page["items"]],
            [one["episode"] and one["episode"]["name"] for one in page["items"]],
            (stints["show"]["name"], season["season"]["name"]),
            [one["episode"]["name"] for one in season["episodes"]],
        ]
        assert said is None
    assert found == {
        "": [
            "The Island",
            ["The Island"] * 3,
            [None, "Day 2", "Day 1"],
            ("The Island", "Season 1"),
            ["Day 1", "Day 2"],
        ],
        "?language=de": [
            "Die Insel",
            ["Die Insel"] * 3,
            [None, "Day 2", "Tag Eins"],
            ("Die Insel", "Staffel Eins"),
            ["Tag Eins", "Day 2"],
        ],
    }
    for address in (f"{ben}/works", f"{SHOW}/orders"):
        assert (await told(client, f"{address}?language=de"))[0]["items"] == []


async def test_first_names_of_a_show(database: Database, app: FastAPI) -> None:
    """A name that is the original one is in the original language."""
    async with database.transaction() as tx:
        columns = {"original_name": "De Mol", "original_language": "nl"}
        await seed_show(tx, Seeded(slug="de-mol", name="De Mol", columns=columns))
    async with running(app) as client:
        _, said = await told(client, f"{SHOWS}/de-mol?language=fr")
    assert said == "nl"


async def test_another_installation(translated: Island, settings: Settings) -> None:
    """Where the records are in German, English is what has to be looked for."""
    assert translated
    german = settings.model_copy(update={"languages": ("de-DE",)})
    async with running(create_app(german)) as client:
        show, said = await told(client, f"{SHOW}?language=de")
        assert (show["name"], said) == ("The Island", "de-DE")
        show, said = await told(client, f"{SHOW}?language=en")
        assert (show["name"], said) == ("The Isle", "en-GB")


async def hang(
    tx: Transaction, island: Island, kind: str, language: str | None, **link: object
) -> None:
    """Give the show a picture; of a kind they are in the order of the calls."""
    name = f"{kind} {language}"
    more = {"language": language, **link}
    row = await (
        await tx.execute(
            "select count(*) from core.media_links where kind = %s", [kind]
        )
    ).fetchone()
    assert row is not None
    picture = Stored(name, kind, int(str(row[0])) + 1, link=more)
    await seed_picture(tx, "show", island.show, picture)


async def test_first_pictures(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """The first picture of the language, else the first one as without it.

    A poster without text is no German one; a backdrop without text is for everybody.
    The pin goes before others of its language only.
    """
    async with database.transaction() as tx:
        for language in ("en", None, "de", "fr"):
            for kind in ("poster", "backdrop", "logo"):
                if (kind, language) != ("logo", "de"):
                    pinned = (kind, language) == ("poster", "fr")
                    await hang(tx, island, kind, language, pinned=pinned)
    firsts = {}
    for language in ("", "?language=de-AT", "?language=en", "?language=ja"):
        show, _ = await told(client, f"{SHOW}{language}")
        firsts[language] = tuple(
            show[kind]["language"] for kind in ("poster", "backdrop", "logo")
        )
        (listed,) = (await told(client, f"{SHOWS}{language}"))[0]["items"]
        assert listed["poster"]["url"] == show["poster"]["url"]
    assert firsts == {
        "": ("fr", "en", "en"),
        "?language=de-AT": ("de", None, "en"),
        "?language=en": ("en", "en", "en"),
        "?language=ja": ("fr", None, "en"),
    }


async def test_bad_languages(client: httpx2.AsyncClient) -> None:
    """What is no language is told, however long it is."""
    for language in (
        "",
        "d",
        "deu",
        "de_DE",
        "de-",
        "de-DEU",
        "de,en",
        "*",
        "x" * 9999,
    ):
        assert await refusal(client, f"{SHOW}?language={language}") == (
            422,
            "language: give a language such as de or de-AT",
        )


@pytest.mark.parametrize("language", ["日本", "de\r\nX-Mine: 1", "", "-"])
async def test_what_is_no_language_is_not_named(
    database: Database, client: httpx2.AsyncClient, language: str
) -> None:
    """Whatever a source calls one: the names come, and no header is made of it."""
    async with database.transaction() as tx:
        for slug, tongue in (("odd", language), ("plain", "fr")):
            row = {"slug": slug, "original_name": slug.title()}
            row |= {"name": slug.title(), "original_language": tongue}
            await insert_row(tx, "shows", {**row, "id": uuid4()})
    shown, named = await told(client, f"{SHOWS}/odd?language=de")
    listed, all_named = await told(client, f"{SHOWS}?language=de")
    assert (shown["name"], named) == ("Odd", None)
    assert [one["name"] for one in listed["items"]] == ["Odd", "Plain"]
    assert all_named == "fr"
