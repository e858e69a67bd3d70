"""What the README of the stand-in promises about the demo's catalogue."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from PIL import Image

from standin.app import DEMO_CATALOGUE
from standin.drawings import drawings, named_anywhere
from standin.files import Json
from standin.lists import list_v3
from standin.pictures import SIZES, content_type, draw
from standin.search import find, search_tv
from tests.real_data import real_data
from tests.standin.demo_catalogue import (
    MADE_UP,
    demo,
    example,
    numbered,
    same_keys,
    section,
    shows,
)

SECTIONS = (
    "aggregate_credits",
    "alternative_titles",
    "content_ratings",
    "episode_groups",
    "external_ids",
    "images",
    "keywords",
    "translations",
    "watch/providers",
)
OFFER_TYPES = {"flatrate", "free", "ads", "rent", "buy"}
LISTS = DEMO_CATALOGUE / "lists"


def owners(show: Json) -> Iterator[Json]:
    """Yield the networks and companies of a series."""
    yield from show["networks"]
    yield from show["production_companies"]


def offers(show_id: int) -> Iterator[tuple[str, str, Json]]:
    """Yield region, offer type and provider."""
    for region, groups in section(show_id, "watch/providers")["results"].items():
        for kind, providers in groups.items():
            if kind != "link":
                for provider in providers:
                    yield region, kind, provider


def listed() -> list[int]:
    """Return the TMDb ids that the demo's three lists name, one for each line."""
    ids = [item["id"] for item in _list_items() if item["media_type"] == "tv"]
    for line in (LISTS / "demo-list.txt").read_text().splitlines():
        number = re.search(r"(?:tmdb:|/tv/)(\d+)", line)
        imdb = re.search(r"tt\d+", line)
        ids += [int(number[1])] if number else []
        ids += _by_imdb(imdb[0]) if imdb else []
    for row in _watchlist():
        if row["Title Type"] == "TV Series":
            ids += _by_imdb(row["Const"]) if row["Const"] else _by_title(row)
    return ids


def _list_items() -> list[Json]:
    page = list_v3(demo, "900000001", 1)
    assert page is not None
    items: list[Json] = page["items"]
    return items


def _watchlist() -> list[dict[str, str]]:
    with (LISTS / "demo-watchlist.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _by_imdb(imdb_id: str) -> list[int]:
    return [hit["id"] for hit in find(demo, imdb_id, "imdb_id")["tv_results"]]


def _by_title(row: dict[str, str]) -> list[int]:
    hits = search_tv(demo, row["Title"], None, None)
    return [
        hit["id"]
        for hit in hits
        if (hit["name"], hit["first_air_date"][:4]) == (row["Title"], row["Year"])
    ]


def test_the_catalogue_is_as_large_and_mixed_as_promised() -> None:
    """Enough series, countries, genres, networks and offers to show the product."""
    countries = {code for show in shows.values() for code in show["origin_country"]}
    full = [
        show_id
        for show_id, show in shows.items()
        if show["genres"] and show["networks"] and list(offers(show_id))
    ]

    assert len(shows) >= 14
    assert {"US", "GB", "DE", "NL", "KR", "CN", "ES", "CA", "AU"} <= countries
    assert {8514, 10222, 10160, 11366, 45956} <= shows.keys()
    assert len(full) >= 10
    regions = {region for show_id in shows for region, _, _ in offers(show_id)}
    assert len(regions) >= 8
    assert {kind for i in shows for _, kind, _ in offers(i)} == OFFER_TYPES


def test_every_file_of_a_series_is_written_one_way() -> None:
    """Files of series are indented alike, and the whole answer is at hand."""
    for show_id, show in shows.items():
        text = (DEMO_CATALOGUE / f"tv/{show_id}.json").read_text(encoding="utf-8")
        body = json.loads(text)
        assert text == json.dumps(body, indent=2, ensure_ascii=False) + "\n"
        assert (body["id"], show.keys() <= body.keys()) == (show_id, True)
        assert all(section(show_id, name) is not None for name in SECTIONS)


def test_every_picture_can_be_drawn() -> None:
    """Each path that the catalogue names is a picture of the format it claims."""
    formats = {"image/png": "PNG", "image/jpeg": "JPEG"}
    drawn = drawings(demo)

    for path, drawing in drawn.items():
        if path.endswith(".svg"):
            continue
        body = draw(drawing, "w92")
        with Image.open(io.BytesIO(body)) as picture:
            picture.load()
            assert formats[content_type(path) or ""] == picture.format
        assert path.startswith("/trr-demo-")
    for show in shows.values():
        assert {show["poster_path"], show["backdrop_path"]} <= drawn.keys()


def test_a_picture_path_always_shows_the_same() -> None:
    """One path has one subject and one name."""
    drawn = drawings(demo)
    seen = {
        (one.path, one.subject, one.label)
        for one in (*named_anywhere(demo), *drawn.values())
    }

    assert len(seen) == len(drawn)


def test_images_have_the_size_they_are_drawn_in() -> None:
    """Width, height and ratio in the answer are those of the original."""
    drawn = drawings(demo)
    for show_id in shows:
        images = section(show_id, "images")
        for group in ("posters", "backdrops", "logos"):
            for image in images[group]:
                width, height = drawn[image["file_path"]].full
                assert (image["width"], image["height"]) == (width, height)
                assert image["aspect_ratio"] == round(width / height, 3)


def test_whole_shows_have_pictures_of_every_kind() -> None:
    """Several to choose from, one large enough for each width, a logo that is SVG."""
    whole = [one for one in shows if demo.tv.section(one, "season/1")]
    drawn = Counter(one.subject for one in drawings(demo).values())

    assert min(drawn[subject] for subject in SIZES) >= 25
    for show_id in whole:
        images = section(show_id, "images")
        counts = [len(images[group]) for group in ("posters", "backdrops", "logos")]
        assert counts == [3, 2, 1]
        assert images["posters"][0]["width"] > 780
        assert images["backdrops"][0]["width"] > 1280
        assert len(section(show_id, "season/1/images")["posters"]) == 2
        assert section(show_id, "season/1")["episodes"][0]["still_path"]
    logos = [section(one, "images")["logos"][0]["file_path"] for one in whole]
    assert sum(path.endswith(".svg") for path in logos) == 1


def test_one_id_has_one_name() -> None:
    """Networks, companies and providers are the same wherever they stand."""
    names: dict[tuple[str, int], set[str]] = {}
    for show_id, show in shows.items():
        for kind in ("networks", "production_companies"):
            for owner in show[kind]:
                names.setdefault((kind, owner["id"]), set()).add(json.dumps(owner))
        for keyword in section(show_id, "keywords")["results"]:
            names.setdefault(("keyword", keyword["id"]), set()).add(keyword["name"])
        for person in section(show_id, "aggregate_credits")["cast"]:
            names.setdefault(("person", person["id"]), set()).add(person["name"])
        for _, _, provider in offers(show_id):
            key = ("provider", provider["provider_id"])
            names.setdefault(key, set()).add(provider["provider_name"])

    assert {key: found for key, found in names.items() if len(found) > 1} == {}


def test_what_nobody_can_prove_has_a_made_up_id() -> None:
    """Companies, keywords, people, seasons and the list begin at 900000000."""
    proven = {"", "networks", "genres"}
    doubtful = [
        (show_id, key, number)
        for show_id in shows
        for key, number in numbered(
            {**shows[show_id], **{name: section(show_id, name) for name in SECTIONS}}
        )
        if key not in proven and number < MADE_UP
    ]

    assert doubtful == []
    for path in LISTS.glob("*.json"):
        assert int(path.stem) >= MADE_UP


def test_the_lists_name_every_show_and_overlap() -> None:
    """Every line leads to exactly one series of the catalogue."""
    ids = listed()

    assert set(ids) == shows.keys()
    assert len(shows) < len(ids) < 2 * len(shows)


def test_the_watchlist_holds_what_is_left_out() -> None:
    """One film, one game, one episode, and one series without an id."""
    rows = _watchlist()
    kinds = Counter(row["Title Type"] for row in rows)
    without_id = [row for row in rows if not row["Const"]]

    assert kinds.pop("TV Series") >= 5
    assert kinds == {"Movie": 1, "Video Game": 1, "TV Episode": 1}
    assert [len(_by_title(row)) for row in without_id] == [1]
    for row in rows:
        if row["Title Type"] == "TV Series" and row["Const"]:
            show = shows[_by_imdb(row["Const"])[0]]
            dated = (show["name"], show["first_air_date"], row["Year"])
            assert dated == (row["Title"], row["Release Date"], dated[1][:4])
    left_out = [item for item in _list_items() if item["media_type"] != "tv"]
    assert [item["media_type"] for item in left_out] == ["movie"]


def _facts(name: str, delimiter: str) -> dict[int, dict[str, str]]:
    path = real_data().parent / "facts" / name
    if not path.is_file():
        pytest.skip(f"no collected facts in {path.parent}, beside TRR_REAL_DATA")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=delimiter))
    return {int(next(iter(row.values()))): row for row in rows}


@pytest.mark.real
def test_series_and_networks_are_as_published() -> None:
    """Ids, names, dates, countries and IMDb ids equal the collected facts."""
    facts = _facts("reality_shows.tsv", "\t")
    networks = _facts("tmdb_networks.csv", ",")

    for show_id, show in shows.items():
        assert show_id >= MADE_UP or facts[show_id] == {
            "tmdb_id": str(show_id),
            "name": show["name"],
            "original_name": show["original_name"],
            "first_air_date": show["first_air_date"],
            "origin": ",".join(show["origin_country"]),
            "imdb_id": section(show_id, "external_ids")["imdb_id"] or "",
        }
        for network in show["networks"]:
            known = networks[network["id"]]
            assert known["name"] == network["name"]
            assert known["origin_country"] == network["origin_country"]


@pytest.mark.real
def test_genres_and_providers_are_as_recorded() -> None:
    """Their ids and names are those of recorded answers."""
    recorded = real_data() / "tmdb_fixtures"
    genres = json.loads(
        (recorded / "jdrouet+tmdb-api" / "genre-tv-list.json").read_bytes()
    )["genres"]
    providers = recorded / "c-eg+themoviedbapi" / "watch_providers"
    services = json.loads((providers / "tv_providers.json").read_bytes())["results"]
    names = {service["provider_id"]: service["provider_name"] for service in services}

    for show_id, show in shows.items():
        assert [genre for genre in show["genres"] if genre not in genres] == []
        for _, _, provider in offers(show_id):
            assert names[provider["provider_id"]] == provider["provider_name"]


@pytest.mark.real
def test_answers_have_the_keys_of_tmdbs_own_examples() -> None:
    """No key is missing from or added to what TMDb's document shows."""
    whole = example("/3/tv/{series_id}")
    for show_id, show in shows.items():
        assert show.keys() == whole.keys()
        assert show["seasons"][0].keys() == whole["seasons"][0].keys()
        for owner in owners(show):
            assert owner.keys() == whole["networks"][0].keys()
        for name in SECTIONS:
            found = section(show_id, name)
            shown = example(f"/3/tv/{{series_id}}/{name}")
            assert found.keys() | {"id"} == shown.keys(), name
            same_keys(found, shown, name)
