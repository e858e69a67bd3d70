"""`trr doctor`, the upstreams and the clocks: right and wrong keys, and wrong times."""

import logging
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr

from standin.app import create_app
from standin.signatures import Licence
from tests.findings import found
from tests.imdb_api import licensed
from tests.pipeline import Pipeline, Upstream
from tests.plain_server import answering
from tests.standin.serving import serving
from trr_backend.config import Settings

TOKEN = "the-only-token-of-this-stand-in"
WRONG = "a-token-that-nobody-knows"


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Upstream]:
    """A stand-in that takes one token, and lets one account ask for IMDb."""
    folder = tmp_path / "strict"
    (folder / "tv").mkdir(parents=True)
    with serving(create_app(folder, token=TOKEN)) as address:
        yield Upstream(address, folder)


@pytest.fixture
def keyed(settings: Settings, strict: Upstream) -> Settings:
    """Settings with every key that the stand-in takes."""
    pointed = settings.model_copy(
        update={
            "tmdb_api_base_url": strict.address,
            "tmdb_bearer_token": SecretStr(TOKEN),
            "fandom_url_template": f"{strict.address}/fandom/{{wiki}}",
            "fandom_rate": 50,
        }
    )
    return licensed(pointed, strict.address)


def know_wiki(settings: Settings, name: str) -> None:
    """Let the catalogue know a wiki of Fandom."""
    url = settings.database_direct_url or settings.database_url
    assert url is not None
    with psycopg.connect(url.get_secret_value(), autocommit=True) as connection:
        connection.execute(
            "insert into core.wikis (name, source, url)"
            " values (%s, 'fandom', 'https://' || %s || '.fandom.com')",
            [name, name],
        )


def put_wiki(upstream: Upstream, name: str) -> None:
    """Let Fandom have a wiki."""
    rights = {"url": "https://creativecommons.org/licenses/by-sa/3.0/", "text": "CC"}
    site = {"sitename": name, "lang": "en", "rights": rights}
    upstream.put_file(f"wikis/{name}/site.json", site)


async def test_nothing_is_set_up(settings: Settings) -> None:
    """Nobody is asked, and that is no fault."""
    told = await found(settings, "keys")
    clocks = await found(settings, "clocks")

    assert {name: (one.state, one.said) for name, one in told.items()} == {
        "tmdb": ("not set up", "TMDB_BEARER_TOKEN is not set"),
        "imdb": ("not set up", "IMDB_API_KEY is not set"),
        "fandom": ("not set up", "no wiki of Fandom is used"),
    }
    assert {name: one.state for name, one in clocks.items()} == {
        "database": "ok",
        "upstreams": "not set up",
    }


async def test_right_keys(keyed: Settings, strict: Upstream) -> None:
    """Each upstream is asked once, by all the checks together."""
    put_wiki(strict, "island")
    know_wiki(keyed, "island")

    told = await found(keyed, "keys")
    paths = strict.paths()
    clocks = await found(keyed, "clocks")

    assert {name: (one.state, one.said) for name, one in told.items()} == {
        "tmdb": ("ok", "TMDb takes the token"),
        "imdb": ("ok", "IMDb's API takes the keys"),
        "fandom": ("ok", "Fandom answers"),
    }
    assert sorted(paths) == [
        "/3/configuration",
        "/fandom/island/api.php",
        "/imdb/v1",
    ]
    assert {name: one.state for name, one in clocks.items()} == {
        "database": "ok",
        "upstreams": "ok",
    }


async def test_wrong_keys(
    keyed: Settings, strict: Upstream, caplog: pytest.LogCaptureFixture
) -> None:
    """Each says which setting is wrong; no key is in a word or a log line."""
    caplog.set_level(logging.DEBUG)
    know_wiki(keyed, "island")
    licence = Licence()
    closed = {"fandom_url_template": "http://127.0.0.1:1/{wiki}"}
    keyed = keyed.model_copy(update=closed)
    wrong = {"tmdb_bearer_token": SecretStr(WRONG), "imdb_api_key": SecretStr(WRONG)}

    told = await found(keyed.model_copy(update=wrong), "keys")
    unsigned = await found(
        keyed.model_copy(update={"aws_secret_access_key": SecretStr(WRONG)}), "keys"
    )
    half = await found(keyed.model_copy(update={"imdb_asset_id": None}), "keys")

    assert {name: one.state for name, one in told.items()} == {
        "tmdb": "fault",
        "imdb": "fault",
        "fandom": "warning",
    }
    assert told["tmdb"].advice.startswith("set TMDB_BEARER_TOKEN to the API Read")
    assert told["imdb"].advice.startswith("set IMDB_API_KEY to the key")
    assert unsigned["imdb"].advice.startswith("set AWS_SECRET_ACCESS_KEY")
    assert half["imdb"].said.startswith("IMDb's API needs IMDB_ASSET_ID")
    seen = "\n".join([caplog.text, *map(str, (told, unsigned, half))])
    for secret in (TOKEN, WRONG, licence.secret_access_key, licence.api_key):
        assert secret not in seen
    assert len(strict.paths()) == 2 + 2 + 1


async def test_an_upstream_that_is_busy_or_away(
    keyed: Settings, strict: Upstream
) -> None:
    """It is asked once: too many requests are a warning, no answer is a fault."""
    strict.fail({"match": "/3/configuration", "kind": "rate_limit", "retry_after": 9})
    busy = (await found(keyed, "keys"))["tmdb"]
    strict.fail({"match": "/3/configuration", "kind": "error", "status": 503})
    away = (await found(keyed, "keys"))["tmdb"]

    assert (busy.state, "HTTP 429" in busy.said) == ("warning", True)
    assert (away.state, "HTTP 503" in away.said) == ("fault", True)
    assert strict.paths().count("/3/configuration") == 2


async def test_keys_are_looked_at_without_a_database(keyed: Settings) -> None:
    """There is no limiter then; one question each does no harm."""
    away = keyed.model_copy(
        update={
            "database_url": SecretStr("postgresql://u@127.0.0.1:1/x"),
            "database_direct_url": None,
        }
    )

    told = await found(away, "keys")

    assert {name: one.state for name, one in told.items()} == {
        "tmdb": "ok",
        "imdb": "ok",
        "fandom": "not set up",
    }


@pytest.mark.parametrize(
    ("ahead", "age", "state", "said"),
    [
        (20, None, "warning", "an upstream's clock is 20 s ahead of this machine's"),
        (-400, None, "fault", "an upstream's clock is 400 s behind this machine's"),
        (-400, 400, "ok", "an upstream's clock agrees with this machine's"),
    ],
)
async def test_an_upstreams_clock(
    settings: Settings, ahead: int, age: int | None, state: str, said: str
) -> None:
    """By the Date header; what a cache hands out was said some seconds ago."""
    with answering(ahead_seconds=ahead, age_seconds=age) as address:
        asked = settings.model_copy(
            update={
                "tmdb_api_base_url": address,
                "tmdb_bearer_token": SecretStr(TOKEN),
            }
        )
        clock = (await found(asked, "clocks"))["upstreams"]

    # A Date header has whole seconds.
    told = clock.said.partition(":")[0].replace("19 s", "20 s").replace("399", "400")
    assert (clock.state, told) == (state, said)


async def test_a_refused_key_tells_the_time_as_well(
    keyed: Settings, strict: Upstream
) -> None:
    """A clock that is wrong makes IMDb's API refuse; the answer has a date."""
    strict.fail({"match": "/3/", "kind": "error", "status": 401})

    told = await found(keyed, "clocks")

    assert told["upstreams"].state == "ok"


async def test_the_databases_clock(
    settings: Settings, database_url: str, pipeline: Pipeline
) -> None:
    """A function of the same name, found first, is ten seconds and then hours off."""
    name = conninfo_to_dict(database_url)["dbname"]
    clock = (
        "create or replace function shadow.clock_timestamp() returns timestamptz"
        " language sql as $$ select pg_catalog.clock_timestamp() + interval '{}' $$"
    )
    said = []
    with pipeline.connect() as connection:
        connection.execute("create schema shadow")
        connection.execute(
            f"alter database {name} set search_path = shadow, pg_catalog".encode()
        )
        for off in ("10 seconds", "-3 hours"):
            connection.execute(clock.format(off).encode())
            found_now = (await found(settings, "clocks"))["database"]
            said.append((found_now.state, found_now.said.partition(":")[0]))

    assert said == [
        ("warning", "the database's clock is 10 s ahead of this machine's"),
        ("fault", "the database's clock is 10800 s behind this machine's"),
    ]
