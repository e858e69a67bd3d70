"""Which titles only say an episode's or a season's number, in many languages."""

import pytest

from trr_backend.ingestion.placeholders import (
    is_episode_placeholder,
    is_season_placeholder,
)


@pytest.mark.parametrize(
    "title",
    [
        "Episode 12",
        "EPISODE 12",
        " episode12. ",
        "Episode #3.12",
        "Episode No. 12",
        "Ep. 12",
        "Episode 012",
        "Folge 12",
        "Épisode 12",
        "E\u0301pisode 12",
        "Episodio 12",
        "Episódio 12",
        "Episodi 12",
        "Episodul 12",
        "Aflevering 12",
        "Avsnitt 12",
        "Afsnit nr. 12",
        "Jakso 12",
        "Odcinek 12",
        "Epizóda 12",
        "12. epizoda",
        "12. epizód",
        "12. díl",
        "12. Bölüm",
        "Bölüm 12",
        "Tập 12",
        "Επεισόδιο 12",
        "Эпизод 12",
        "12 серия",
        "Серія 12",
        "Епизод 12",
        "ეპიზოდი 12",
        "פרק 12",
        "الحلقة 12",
        "الحلقة ١٢",
        "قسمت ۱۲",
        "एपिसोड 12",
        "ตอนที่ 12",
        "第 12 集",
        "第12集",
        "第12话",
        "第12話",
        "第１２回",
        "エピソード12",
        "에피소드 12",
        "제12화",
        "12화",
        "12회",
    ],
)
def test_a_word_for_an_episode_and_its_number_is_no_title(title: str) -> None:
    """In every language, written in every way; with another number it is one."""
    assert is_episode_placeholder(title, 12)
    assert not is_episode_placeholder(title, 11)


@pytest.mark.parametrize(
    "title",
    [
        "Episode",
        "12",
        "Twelve",
        "Day 12",
        "Chapter 12",
        "Part 12",
        "Week 12",
        "Episode 12: The Finale",
        "Episode 12 and 13",
        "The 12th Episode",
        "24 Hours, 12 Tasks",
        "12 Angry Housewives",
        "第十二夜",
        "集 12 第",
        "",
    ],
)
def test_a_title_that_says_more_is_one(title: str) -> None:
    """Numbers are in real titles too, and series call episodes chapters."""
    assert not is_episode_placeholder(title, 12)


@pytest.mark.parametrize(
    "name",
    [
        "Season 3",
        "Staffel 3",
        "Saison 3",
        "Temporada 3",
        "Stagione 3",
        "Seizoen 3",
        "Säsong 3",
        "Sesong 3",
        "Sæson 3",
        "Kausi 3",
        "Sezon 3",
        "3. Sezon",
        "3. évad",
        "Řada 3",
        "Série 3",
        "Sezonul 3",
        "Σεζόν 3",
        "Сезон 3",
        "3 сезон",
        "עונה 3",
        "الموسم 3",
        "ฤดูกาลที่ 3",
        "第 3 季",
        "第3期",
        "シーズン3",
        "시즌 3",
    ],
)
def test_a_word_for_a_season_and_its_number_is_no_name(name: str) -> None:
    """It would say nothing beside the number; an episode's word is none of these."""
    assert is_season_placeholder(name, 3)
    assert not is_season_placeholder(name, 4)
    assert not is_episode_placeholder(name, 3)


@pytest.mark.parametrize("name", ["Specials", "Season", "All Stars 3", "Episode 3"])
def test_a_season_with_a_name_has_one(name: str) -> None:
    """All-star seasons have names, and specials are called so."""
    assert not is_season_placeholder(name, 3)
