"""Every recorded season, series and order as records, compared with the raw JSON.

Nobody recorded an answer with seasons appended: here each recorded season is appended
to its series as TMDb would do it, byte by byte.
"""

import json
from datetime import date
from typing import Any

import pytest

from tests.real_data import Recorded, tmdb_answers
from tests.trr_backend.ingestion.answers_by_hand import NOW
from tests.trr_backend.ingestion.tmdb_by_hand import Answers, tmdb
from trr_backend.ingestion.documents import TMDB, TMDB_KEEP, TMDB_LICENCE
from trr_backend.ingestion.seasons import seasons_from_tmdb
from trr_backend.ingestion.shows import fetch_tv, from_tmdb
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.models.seasons import EpisodeRecord, SeasonRecord

pytestmark = pytest.mark.real
LANGUAGES = ("en-US",)


def test_every_recorded_season_goes_in_whole() -> None:
    """Each episode that has an id, with number, title, date, minutes and the rest."""
    episodes = 0
    for recorded in tmdb_answers("season"):
        said = json.loads(recorded.body)
        found = _season_of(recorded, said)
        named = [one for one in said["episodes"] if "id" in one]
        assert found.episodes is not None
        assert [_spot(one) for one in found.episodes] == list(map(_said_spot, named))
        assert found.is_whole == (len(named) == len(said["episodes"])), recorded.file
        assert (found.tmdb_id, found.season_number) == (
            said["id"],
            said["season_number"],
        )
        assert found.facts.name == (said["name"] or None)
        assert found.facts.overview == (said["overview"] or None)
        assert str(found.facts.air_date) == said["air_date"]
        assert found.facts.poster_path == said["poster_path"]
        assert found.facts.vote_average == said.get("vote_average")
        episodes += len(named)
    assert (len(tmdb_answers("season")), episodes) == (10, 139)


def test_every_recorded_series_lists_its_seasons() -> None:
    """All that have an id, as they are listed; each list is as long as it says."""
    listed = 0
    for recorded in tmdb_answers("tv"):
        said = json.loads(recorded.body)
        found = seasons_from_tmdb([_series(recorded.body, said["id"])], LANGUAGES)
        named = [one for one in said["seasons"] if "id" in one]
        assert [
            (one.tmdb_id, one.season_number, one.facts.name, one.facts.poster_path)
            for one in found.seasons or ()
        ] == [
            (one["id"], one["season_number"], _name(one), one["poster_path"])
            for one in named
        ], recorded.file
        assert {one.episodes for one in found.seasons or ()} <= {None}
        assert found.is_whole == (len(named) == len(said["seasons"])), recorded.file
        listed += len(named)
    assert listed > 250


async def test_no_recorded_series_is_refused_with_its_season_appended() -> None:
    """What is checked before storing lets every real answer pass."""
    series = {json.loads(one.body)["id"]: one.body for one in tmdb_answers("tv")}
    for recorded in tmdb_answers("season"):
        number = json.loads(recorded.body)["season_number"]
        said = {
            tmdb_id: _append(body, number, recorded.body)
            for tmdb_id, body in series.items()
        }
        answers = Answers({f"/3/tv/{tmdb_id}": body for tmdb_id, body in said.items()})
        async with tmdb(answers) as client:
            for tmdb_id, body in said.items():
                fetched = await fetch_tv(client, tmdb_id, etag=None, now=NOW)
                assert isinstance(fetched, Document)
                assert fetched.body == body


def test_a_recorded_series_and_its_recorded_season_fit_together() -> None:
    """Game of Thrones: 9 listed, the first of 10 episodes answers, all with dates."""
    body = next(
        one.body
        for one in tmdb_answers("tv")
        if one.file.endswith("jdrouet+tmdb-api/tv-details.json")
    )
    season = next(
        one.body
        for one in tmdb_answers("season")
        if one.file.endswith("jdrouet+tmdb-api/tv-season-details.json")
    )
    record = seasons_from_tmdb([_series(_append(body, 1, season), 1399)], LANGUAGES)
    found = {one.season_number: one for one in record.seasons or ()}
    assert sorted(found) == list(range(9))
    assert record.is_whole
    assert found[1].is_whole
    assert [one.tmdb_id for one in found[1].episodes or ()][:2] == [63056, 63057]
    first = (found[1].episodes or ())[0].facts
    assert (first.name, first.air_date) == ("Winter Is Coming", date(2011, 4, 17))
    assert found[2].episodes is None


def test_every_recorded_order_goes_in() -> None:
    """Groups, names and episodes in their places; the one that was cut says nothing."""
    whole = 0
    for recorded in tmdb_answers("episode_group"):
        said = json.loads(recorded.body)
        show = {
            "id": 1,
            "name": "X",
            "episode_groups": {"results": [{"id": said["id"]}]},
        }
        documents = [
            _series(json.dumps(show).encode(), 1),
            _document("episode_group", said["id"], recorded.body),
        ]
        (found,) = seasons_from_tmdb(documents, LANGUAGES).orders or ()
        held = [
            (group["name"], tuple(one["id"] for one in group["episodes"]))
            for group in said["groups"]
        ]
        if sum(len(ids) for _, ids in held) < said["episode_count"]:
            assert found.groups is None
            continue
        whole += 1
        assert found.groups is not None
        groups = [(group.name, group.episode_tmdb_ids) for group in found.groups]
        assert groups == held
    assert (whole, len(tmdb_answers("episode_group"))) == (2, 3)


def test_every_recorded_list_of_orders_goes_in() -> None:
    """Game of Thrones has one of type 1, which is the order of first broadcast."""
    kinds = set()
    for recorded in tmdb_answers("tv"):
        said = json.loads(recorded.body)
        orders = seasons_from_tmdb(
            [_series(recorded.body, said["id"])], LANGUAGES
        ).orders
        if "episode_groups" not in said:
            assert orders is None
            continue
        assert orders is not None
        assert [(one.key, one.name) for one in orders] == [
            (one["id"], one["name"]) for one in said["episode_groups"]["results"]
        ]
        kinds |= {one.type for one in orders}
    assert kinds


def test_every_recorded_translation_of_a_series_goes_in() -> None:
    """Languages with a text, each text as it came."""
    texts = 0
    for recorded in tmdb_answers("tv"):
        said = json.loads(recorded.body)
        found = from_tmdb(_series(recorded.body, said["id"])).translations
        if "translations" not in said:
            assert found is None
            continue
        assert found is not None
        assert [
            (one.language, one.name or "", one.overview or "", one.tagline or "")
            for one in found
        ] == [
            (
                f"{one['iso_639_1']}-{one['iso_3166_1']}",
                *(
                    one["data"].get(name, "")
                    for name in ("name", "overview", "tagline")
                ),
            )
            for one in said["translations"]["translations"]
            if any(one.get("data", {}).values())
        ]
        texts += len(found)
    assert texts > 30


def _season_of(recorded: Recorded, said: dict[str, Any]) -> SeasonRecord:
    number = said["season_number"]
    season = {
        "id": said["id"],
        "season_number": number,
        "episode_count": len(said["episodes"]),
    }
    show = {"id": 1, "name": "X", "number_of_seasons": 1, "seasons": [season]}
    body = _append(json.dumps(show).encode(), number, recorded.body)
    (found,) = seasons_from_tmdb([_series(body, 1)], LANGUAGES).seasons or ()
    return found


def _append(series: bytes, number: int, season: bytes) -> bytes:
    return series.rstrip()[:-1] + b',"season/%d":' % number + season + b"}"


def _series(body: bytes, tmdb_id: int) -> Document:
    return _document("tv", str(tmdb_id), body)


def _document(kind: str, key: str, body: bytes) -> Document:
    return Document(
        key=DocumentKey(TMDB, kind, key),
        url="https://example.org/",
        body=body,
        fetched_at=NOW,
        licence=TMDB_LICENCE,
        keep=TMDB_KEEP,
    )


def _name(said: dict[str, Any]) -> str | None:
    """Return a season's name; one recorded series lists a season without any."""
    return said["name"].strip() if "name" in said else None


def _spot(found: EpisodeRecord) -> tuple[object, ...]:
    facts = found.facts
    return (
        found.tmdb_id,
        found.episode_number,
        facts.name,
        facts.overview or "",
        str(facts.air_date),
        facts.runtime_minutes,
        facts.episode_type,
        facts.production_code or "",
        facts.still_path,
        facts.vote_average,
        facts.vote_count,
    )


def _said_spot(said: dict[str, Any]) -> tuple[object, ...]:
    return (
        said["id"],
        said["episode_number"],
        said["name"].strip(),
        said["overview"].strip(),
        said["air_date"],
        said.get("runtime"),
        said.get("episode_type"),
        said["production_code"],
        said["still_path"],
        said["vote_average"],
        said["vote_count"],
    )
