"""Texts in other languages: of a show, its seasons and its episodes."""

from typing import Any

import pytest

from tests.trr_backend.ingestion.answers_by_hand import (
    episode,
    listed,
    season,
    translated,
    tv,
)
from trr_backend.ingestion.seasons import seasons_from_tmdb
from trr_backend.ingestion.shows import from_tmdb
from trr_backend.models.documents import Document
from trr_backend.models.seasons import SeasonRecord, Translation

ENGLISH = ("en-US",)
GERMAN = ("en-US", "de-DE")


def test_every_language_of_a_show_is_kept() -> None:
    """Named as TMDb does; empty texts are none, a language without any is left out."""
    found = _of_show(
        [
            _said("de", "DE", name="Der Bachelor", overview=" Rosen. ", tagline=""),
            _said("pt", "BR", name="", overview="", tagline="Rosas", homepage=""),
            _said("pt", "PT", homepage="https://example.org/"),
            _said("fr", "FR", name="", overview=" ", tagline=None, homepage="about:x"),
            _said("eo", None, name="Fra\u0109lo"),
            _said("", "US", name="Nobody's"),
            _said("de", "DE", name="Twice"),
            {"iso_639_1": "nl", "name": "Nederlands", "english_name": "Dutch"},
            {"iso_639_1": "sv", "iso_3166_1": "SE", "data": None},
        ]
    )
    assert found == (
        Translation("de-DE", name="Der Bachelor", overview="Rosen."),
        Translation("pt-BR", tagline="Rosas"),
        Translation("pt-PT", homepage="https://example.org/"),
        Translation("eo", name="Fra\u0109lo"),
    )


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, None),
        ({"translations": None}, None),
        ({"translations": {}}, None),
        ({"translations": {"translations": []}}, ()),
    ],
)
def test_a_show_without_the_part_says_nothing_of_languages(
    said: dict[str, Any], found: tuple[Translation, ...] | None
) -> None:
    """None keeps what is stored, an empty tuple says that there is none."""
    assert from_tmdb(tv(**said)).translations == found


def test_texts_in_further_languages_are_translations() -> None:
    """What is a placeholder or empty there is no text; a season's own name stays."""
    english = season(1, episode(5, 1, name="Home", overview="Back."), episode(6, 2))
    german = season(
        1,
        episode(5, 1, name="Zuhause", overview=""),
        episode(6, 2, name="Folge 2"),
        name="Staffel 1",
        overview="Die erste.",
    )
    document = tv(seasons=[listed(1, 2)], **{"season/1": english})
    found = _only(document, translated("de-DE", {"season/1": german}))
    assert found.facts.name == "Season 1"
    assert found.translations == (Translation("de-DE", overview="Die erste."),)
    assert found.episodes
    assert [one.translations for one in found.episodes] == [
        (Translation("de-DE", name="Zuhause"),),
        (),
    ]


@pytest.mark.parametrize(
    ("english", "german", "name", "translation"),
    [
        ("Home", "Folge 2", "Home", None),
        ("Home", "Zuhause", "Home", "Zuhause"),
        ("Episode 2", "Zuhause", "Zuhause", "Zuhause"),
        ("", "Zuhause", "Zuhause", "Zuhause"),
        ("Episode 2", "Folge 2", "Episode 2", None),
        ("Episode 2", "", "Episode 2", None),
        ("", "Folge 2", None, None),
        ("Episode 3", "Zuhause", "Episode 3", "Zuhause"),
    ],
)
def test_a_real_title_beats_a_placeholder(
    english: str, german: str, name: str | None, translation: str | None
) -> None:
    """The first real one along the languages; else the first language's own words."""
    document = tv(
        seasons=[listed(1, 1)], **{"season/1": season(1, episode(5, 2, name=english))}
    )
    other = translated("de-DE", {"season/1": season(1, episode(5, 2, name=german))})
    episodes = _only(document, other).episodes
    assert episodes
    expected = (Translation("de-DE", translation),) if translation else ()
    assert (episodes[0].facts.name, episodes[0].translations) == (name, expected)


@pytest.mark.parametrize(
    ("english", "german", "name"),
    [
        ("Season 1", "Der Anfang", "Der Anfang"),
        ("Season 1", "Staffel 1", "Season 1"),
        ("The Start", "Der Anfang", "The Start"),
        ("Season 2", "Der Anfang", "Season 2"),
        (None, "Staffel 1", None),
    ],
)
def test_a_real_name_of_a_season_beats_a_placeholder(
    english: str | None, german: str, name: str | None
) -> None:
    """As of an episode: the first real one along the languages."""
    document = tv(
        seasons=[listed(1, 0, name=english)],
        **{"season/1": season(1, name=english)},
    )
    other = translated("de-DE", {"season/1": season(1, name=german)})
    assert _only(document, other).facts.name == name


def test_a_language_that_did_not_answer_leaves_translations_alone() -> None:
    """None, not an empty tuple: of the season and of an episode it does not hold."""
    document = tv(
        seasons=[listed(1, 1), listed(2, 1)],
        **{
            "season/1": season(1, episode(5, 1)),
            "season/2": season(2, episode(6, 1)),
        },
    )
    other = translated("de-DE", {"season/1": season(1, episode(5, 1, name="Zuhause"))})
    seasons = seasons_from_tmdb([document, other], GERMAN).seasons or ()
    assert [one.translations for one in seasons] == [(), None]
    episodes = [one for season in seasons for one in season.episodes or ()]
    assert [one.translations for one in episodes] == [
        (Translation("de-DE", "Zuhause"),),
        None,
    ]


def test_a_language_that_is_no_longer_asked_for_is_not_read() -> None:
    """Its documents may still lie there."""
    document = tv(
        seasons=[listed(1, 1)], **{"season/1": season(1, episode(5, 1, name="Home"))}
    )
    other = translated("fr-FR", {"season/1": season(1, episode(5, 1, name="Maison"))})
    episodes = _only(document, other, languages=ENGLISH).episodes
    assert episodes
    assert episodes[0].translations == ()


def _of_show(said: list[dict[str, Any]]) -> tuple[Translation, ...] | None:
    return from_tmdb(tv(translations={"translations": said})).translations


def _said(language: str, region: str | None, **texts: str | None) -> dict[str, Any]:
    return {"iso_639_1": language, "iso_3166_1": region, "data": texts}


def _only(*documents: Document, languages: tuple[str, ...] = GERMAN) -> SeasonRecord:
    (found,) = seasons_from_tmdb(documents, languages).seasons or ()
    return found
