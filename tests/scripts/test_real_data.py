"""Every recorded TMDb answer through the stand-in and the whole pipeline into rows.

What is expected is read here from the raw JSON, by nothing of the product's.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

import pytest

from scripts.sync_all import STAGES
from tests.pipeline import NO_PICTURES, Pipeline, Upstream, failures
from tests.real_data import Recorded, tmdb_answers
from trr_backend.ingestion.resolve import MAX_CANDIDATES, resolve_by_search
from trr_backend.integrations.tmdb.wire import decode_search
from trr_backend.models.resolve import Wanted

pytestmark = pytest.mark.real

# Fewer would mean that a file is lost or no longer understood.
_LEAST_SERIES = 39
_LEAST_FINDS = 17
_LEAST_LISTS = 5
_LEAST_SEARCHES = 40
_ID_FIELDS = {
    "imdb_id": "imdb",
    "tvdb_id": "tvdb",
    "wikidata_id": "wikidata",
}
_HANDLES = ("facebook", "instagram", "twitter")
_SETS = {
    "genres": ("show_genres", "genre"),
    "keywords": ("show_keywords", "keyword"),
    "networks": ("show_networks", "network"),
    "production_companies": ("show_companies", "production_company"),
}
_OF_SHOWS = (
    "select t.id, {0} from core.shows s join core.external_ids t on t.entity_id = s.id"
    " and t.source = 'tmdb' and t.superseded_at is null {1}"
)
_OF_MEMBERS = """
    select t.id, array_agg(e.id::int order by x.position)
    from core.external_ids t
    join core.{0} x on x.show_id = t.entity_id and x.missing_since is null
    join core.external_ids e on e.entity_id = x.{1}_id
    where t.source = 'tmdb' group by t.id
"""


@dataclass
class _Said:
    """What the answers about one show said, the last word on each subject."""

    texts: dict[str, str] = field(default_factory=dict)
    members: dict[str, list[int]] = field(default_factory=dict)
    titles: set[tuple[str, str, str]] = field(default_factory=set)
    ids: dict[str, str] = field(default_factory=dict)
    offers: set[tuple[str, str, int]] = field(default_factory=set)


@pytest.mark.long
async def test_every_recorded_series_comes_into_the_database_as_it_was_said(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Each distinct answer is served once: no failure, and the rows say the same."""
    said: defaultdict[int, _Said] = defaultdict(_Said)
    names: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    fed = 0
    # What seasons, credits and people become is test_real_whole_shows.py's.
    stages = [one for one in STAGES if one.name != "people"]
    quiet = pipeline.with_settings(images=NO_PICTURES)
    for bodies in _rounds(tmdb_answers("tv")):
        for tmdb_id, body in bodies.items():
            (upstream.folder / "tv" / f"{tmdb_id}.json").write_bytes(body)
            answer = json.loads(body)
            _listen(said[tmdb_id], answer)
            _collect_names(names, answer)
        await pipeline.track(*bodies)
        upstream.requests()

        shows = (f"tmdb:{one}" for one in bodies)
        report = await quiet.run(stages, *shows, force=True)

        assert failures(report) == {}
        assert report.exit_code == 0
        first = [one for one in upstream.requests() if "aggregate" in one["query"]]
        asked = sorted(one["path"] for one in first)
        assert asked == sorted(f"/3/tv/{tmdb_id}" for tmdb_id in bodies)
        assert _stored(pipeline) == said
        fed += len(bodies)
    assert fed == len(tmdb_answers("tv")) >= _LEAST_SERIES
    assert _wrong_names(pipeline, names) == []
    _check_logos(pipeline)


async def test_every_recorded_find_is_resolved_or_asked_about(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """One series is taken; films, people, episodes and nothing are questions."""
    expected: dict[str, list[int]] = {}
    for number, recorded in enumerate(tmdb_answers("find"), start=1_000_000):
        answer = json.loads(recorded.body)
        upstream.put_file(f"find/tt{number}.json", answer)
        expected[f"tt{number}"] = [one["id"] for one in answer["tv_results"]]
        for one in answer["tv_results"]:
            upstream.put_raw(one["id"], one)
    assert len(expected) >= _LEAST_FINDS

    await pipeline.import_text("\n".join(expected))
    report = await pipeline.sync()

    assert [
        text for text in failures(report).values() if "not resolved" not in text
    ] == []
    assert pipeline.rows(
        "select count(*) from source.documents where kind = 'find'"
    ) == [(len(expected),)]
    # The same series found by several ids is one show with all of them.
    assert pipeline.rows(
        "select i.id, array_agg(t.id::int) from core.external_ids i"
        " join core.external_ids t on t.entity_id = i.entity_id and t.source = 'tmdb'"
        " where i.entity = 'show' and i.source = 'imdb' and i.id = any(%s)"
        " group by i.id order by i.id",
        list(expected),
    ) == sorted((imdb_id, found) for imdb_id, found in expected.items() if found)


async def test_every_recorded_list_is_imported(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Its series become items in their order; the rest is counted and left out."""
    answers = [*tmdb_answers("list_v3"), *tmdb_answers("list_v4")]
    assert len(answers) >= _LEAST_LISTS
    for number, recorded in enumerate(answers, start=1):
        page = json.loads(recorded.body)
        upstream.put_file(f"lists/{number}.json", page)
        items = page.get("items") or page["results"]
        series = [one["id"] for one in items if one.get("media_type") == "tv"]

        report = await pipeline.import_lists(str(number))

        assert failures(report) == {}, recorded.file
        left_out = len(items) - len(series)
        assert sum(_numbers(report.notes[0].partition("left out")[2])) == left_out
        assert [
            int(tmdb_id)
            for (tmdb_id,) in pipeline.rows(
                "select e.id from core.list_items i"
                " join core.lists l on l.id = i.list_id and l.key = %s"
                " join core.external_ids e on e.entity_id = i.show_id"
                " and e.source = 'tmdb' order by i.position",
                str(number),
            )
        ] == list(dict.fromkeys(series)), recorded.file


def test_every_recorded_search_gives_a_verdict() -> None:
    """Asked for any title it holds, an answer yields that series or a question."""
    answers = tmdb_answers("search")
    assert len(answers) >= _LEAST_SEARCHES
    for recorded in answers:
        for one in json.loads(recorded.body)["results"]:
            title, date = one.get("name"), one.get("first_air_date")
            if not title:
                continue
            year = int(date[:4]) if date else None
            wanted = Wanted(imdb_id=None, title=title, year=year)
            found = resolve_by_search(wanted, decode_search(recorded.body, ""))
            named = {candidate.tmdb_id for candidate in found.candidates}
            assert found.tmdb_id in (None, one["id"]), recorded.file
            assert one["id"] in named or len(named) == MAX_CANDIDATES


def _rounds(answers: tuple[Recorded, ...]) -> Iterator[dict[int, bytes]]:
    """Yield the answers as series by id, a second one about a series a round later."""
    by_id: defaultdict[int, list[bytes]] = defaultdict(list)
    for recorded in answers:
        by_id[json.loads(recorded.body)["id"]].append(recorded.body)
    for bodies in zip_longest(*by_id.values()):
        pairs = zip(by_id, bodies, strict=True)
        yield {tmdb_id: body for tmdb_id, body in pairs if body is not None}


def _listen(said: _Said, answer: Mapping[str, Any]) -> None:
    """Take in what an answer says; what it leaves out stays as it was said before."""
    for name in ("name", "overview", "first_air_date"):
        if text := (answer.get(name) or "").strip():
            said.texts[name] = text
    said.texts |= _handles(answer.get("external_ids") or {})
    for name in _SETS:
        members = answer.get(name)
        if isinstance(members, dict):
            members = members.get("results")
        if members is not None:
            said.members[name] = list(dict.fromkeys(one["id"] for one in members))
    said.members = {name: ids for name, ids in said.members.items() if ids}
    if "alternative_titles" in answer:
        said.titles = {
            (one["iso_3166_1"], one["title"].strip(), one["type"].strip())
            for one in answer["alternative_titles"]["results"]
        }
    said.ids["tmdb"] = str(answer["id"])
    for name, source in _ID_FIELDS.items():
        if value := (answer.get("external_ids") or {}).get(name):
            said.ids[source] = str(value)
    if "watch/providers" in answer:
        said.offers = {
            (region, offer_type, one["provider_id"])
            for region, parts in answer["watch/providers"]["results"].items()
            for offer_type, providers in parts.items()
            if offer_type != "link"
            for one in providers
        }


def _handles(ids: Mapping[str, Any]) -> dict[str, str]:
    handles = {f"{site}_handle": ids.get(f"{site}_id") or "" for site in _HANDLES}
    return {name: text.strip() for name, text in handles.items() if text.strip()}


def _collect_names(
    names: defaultdict[tuple[str, int], set[str]], answer: Mapping[str, Any]
) -> None:
    """Note by which names the answer calls genres, networks ... and providers."""
    for name, (_, entity) in _SETS.items():
        members = answer.get(name) or []
        if isinstance(members, dict):
            members = members["results"]
        for one in members:
            names[entity, one["id"]].add(one["name"].strip())
    results = (answer.get("watch/providers") or {"results": {}})["results"]
    for parts in results.values():
        for offer_type, providers in parts.items():
            for one in providers if offer_type != "link" else ():
                key = ("watch_provider", one["provider_id"])
                names[key].add(one["provider_name"].strip())


def _stored(pipeline: Pipeline) -> dict[int, _Said]:
    """Return the same from the rows."""
    found: defaultdict[int, _Said] = defaultdict(_Said)
    columns = "name", "overview", "first_air_date", *(f"{s}_handle" for s in _HANDLES)
    for tmdb_id, *texts in pipeline.rows(
        _OF_SHOWS.format(", ".join(f"s.{name}::text" for name in columns), "")
    ):
        pairs = zip(columns, texts, strict=True)
        found[int(tmdb_id)].texts = {k: v for k, v in pairs if v is not None}
    for field_name, (table, entity) in _SETS.items():
        for tmdb_id, members in pipeline.rows(_OF_MEMBERS.format(table, entity)):
            found[int(tmdb_id)].members[field_name] = members
    for tmdb_id, *title in pipeline.rows(
        _OF_SHOWS.format(
            "a.region, a.title, a.type",
            "join core.show_alternative_titles a on a.show_id = s.id"
            " and a.missing_since is null",
        )
    ):
        found[int(tmdb_id)].titles.add((title[0], title[1], title[2]))
    for tmdb_id, source, value in pipeline.rows(
        _OF_SHOWS.format(
            "i.source, i.id",
            "join core.external_ids i on i.entity_id = s.id"
            " and i.superseded_at is null",
        )
    ):
        found[int(tmdb_id)].ids[source] = value
    for tmdb_id, region, offer_type, provider in pipeline.rows(
        _OF_SHOWS.format(
            "o.region, o.offer_type, p.id::int",
            "join core.show_watch_providers o on o.show_id = s.id"
            " and o.ended_at is null"
            " join core.external_ids p on p.entity_id = o.watch_provider_id",
        )
    ):
        found[int(tmdb_id)].offers.add((region, offer_type, provider))
    return found


def _wrong_names(
    pipeline: Pipeline, names: Mapping[tuple[str, int], set[str]]
) -> list[tuple[str, int, str]]:
    """Return the entities that are stored by a name that no answer gave them."""
    tables = " union all ".join(
        f"select id, name from core.{table}"
        for table in (
            "genres",
            "keywords",
            "networks",
            "production_companies",
            "watch_providers",
        )
    )
    stored = pipeline.rows(
        "select e.entity, e.id::int, t.name from core.external_ids e"
        f" join ({tables}) t on t.id = e.entity_id"
    )
    assert {(entity, found) for entity, found, _ in stored} == names.keys()
    return [row for row in stored if row[2] not in names[row[0], row[1]]]


def _check_logos(pipeline: Pipeline) -> None:
    """Each logo that a shown organisation has is kept."""
    ((linked, kept),) = pipeline.rows(
        "select count(*), count(*) filter (where a.confirmed_at is not null)"
        " from core.media_links l join core.media_assets a using (sha256)"
    )
    ((named,),) = pipeline.rows(
        "select count(*) from (select logo_path from core.networks union all"
        " select logo_path from core.production_companies union all"
        " select logo_path from core.watch_providers) l where logo_path is not null"
    )
    assert linked == kept >= named > 80


def _numbers(text: str) -> list[int]:
    return [int(word) for word in text.replace(",", " ").split() if word.isdigit()]
