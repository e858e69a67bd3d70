"""A licence of the stand-in, and a series that needs every kind of page."""

from pydantic import SecretStr

from standin.signatures import Licence
from tests.imdb_files import Rows, write_files
from tests.pipeline import Pipeline
from trr_backend.config import Settings

LICENCE = Licence()
SECRETS = (LICENCE.access_key_id, LICENCE.secret_access_key, LICENCE.api_key)
SERIES = "tt0000001"
TABLES = ("titles", "episodes", "akas", "principals", "crew", "ratings", "names")


def licensed(settings: Settings, address: str) -> Settings:
    """Return settings that hold the stand-in's licence and its address."""
    return settings.model_copy(
        update={
            "imdb_graphql_url": f"{address}/imdb/v1",
            "imdb_api_key": SecretStr(LICENCE.api_key),
            "imdb_data_set_id": LICENCE.data_set_id,
            "imdb_revision_id": LICENCE.revision_id,
            "imdb_asset_id": LICENCE.asset_id,
            "aws_access_key_id": SecretStr(LICENCE.access_key_id),
            "aws_secret_access_key": SecretStr(LICENCE.secret_access_key),
            "imdb_rate": 10_000,
        }
    )


def with_licence(pipeline: Pipeline) -> Pipeline:
    """Return the pipeline with the stand-in's licence."""
    settings = licensed(pipeline.settings, pipeline.upstream.address)
    return Pipeline(settings, pipeline.upstream, pipeline.reports)


async def track(imdb: Pipeline, rows: Rows) -> None:
    """Let IMDb say this, and follow the series."""
    write_files(imdb.upstream.folder / "imdb", rows)
    await imdb.import_text(f"{SERIES}\n")
    imdb.upstream.requests()


def counts(imdb: Pipeline) -> dict[str, int]:
    """Return how many current rows of IMDb's there are."""
    return {
        name: imdb.rows(
            f"select count(*) from core.imdb_{name}"
            " where source = 'imdb-api' and missing_since is null"
        )[0][0]
        for name in TABLES
    }


def paged_rows(episodes: int = 45, people: int = 260) -> Rows:
    """Return a series whose lists need more than one page each.

    20 episodes fit on a page, 250 credits and other titles of the series, of the first
    episode (which has 70 and 30) 50 and 20. Every director and writer is a principal,
    so that the API and the datasets tell the same.
    """
    ids = [f"tt{1000 + number:07}" for number in range(1, episodes + 1)]
    names = [f"nm{number:07}" for number in range(1, people + 1)]
    first, *others = ids
    basics = [
        rf"{SERIES}|tvSeries|The Show|Die Schau|0|2004|2006|42|Game-Show,Reality-TV"
    ]
    basics += [
        rf"{one}|tvEpisode|Episode {place}|Folge {place}|0|2004|\N|41|Reality-TV"
        for place, one in enumerate(ids, 1)
    ]
    numbers = [f"{one}|{SERIES}|1|{place}" for place, one in enumerate(ids, 1)]
    numbers[-1] = rf"{ids[-1]}|{SERIES}|\N|\N"
    principals = [
        rf'{SERIES}|{place}|{one}|self|\N|["Self - Contestant {place}"]'
        for place, one in enumerate(names, 1)
    ]
    principals += [
        rf'{first}|{place}|{one}|self|\N|["Self"]'
        for place, one in enumerate(names[:68], 1)
    ]
    principals += [
        rf"{first}|69|{names[0]}|director|\N|\N",
        rf"{first}|70|{names[1]}|writer|created by|\N",
    ]
    principals += [
        rf"{one}|1|{names[2]}|executive_producer|executive producer|\N"
        for one in others
    ]
    return {
        "title.basics": basics,
        "title.episode": numbers,
        "title.principals": principals,
        "title.crew": [rf"{first}|{names[0]}|{names[1]}"],
        "title.akas": [
            rf"{SERIES}|1|Die Schau|\N|\N|original|\N|1",
            *(rf"{SERIES}|{n}|Show {n}|DE|de|imdbDisplay|\N|0" for n in range(2, 261)),
            *(rf"{first}|{n}|Pilot {n}|FR|\N|\N|literal title|0" for n in range(1, 31)),
        ],
        "title.ratings": [f"{SERIES}|7.9|123", f"{first}|8.1|45"],
        "name.basics": [
            rf"{one}|Person {place}|{1900 + place % 100}|\N|actress,casting_director|\N"
            for place, one in enumerate(names, 1)
        ],
    }
