"""Titles that are none: "Episode 12", "Folge 12", "12. Bölüm", "第 12 集".

Where nobody has entered a title TMDb makes one of the word for an episode and its
number, in the language that was asked for. Such a text says nothing, so it must never
beat a real title. It is a placeholder only with the very number of its own episode or
season: an episode 3 called "Episode 1" has a title.
"""

import re
import unicodedata

# Not "Chapter 12" or "Part 12": series give their episodes such titles themselves.
_EPISODE_WORDS = """
    episode ep épisode episodio episódio episodi episodul episod episood epizoda
    epizóda epizód epizod epizodas jakso avsnitt afsnit aflevering folge odcinek díl
    þáttur sērija serija seria bölüm atala pennod eipeasóid tập
    επεισόδιο эпизод серия эпізод серія епизод епизода серија ეპიზოდი სერია
    פרק الحلقة حلقة قسمت выпуск випуск
    एपिसोड এপিসোড পর্ব எபிசோட் ఎపిసోడ్ ಸಂಚಿಕೆ എപ്പിസോഡ് ตอนที่ ตอน
    エピソード 에피소드 회 화 第 集 话 話 回
"""
_SEASON_WORDS = """
    season saison temporada stagione staffel seizoen säsong sæson sesong kausi sezon
    sezona sezóna sezonul sezonas řada série serie évad hooaeg tymhor séasúr musim
    mùa denboraldia þáttaröð
    σεζόν κύκλος сезон სეზონი եթերաշրջան
    עונה الموسم موسم فصل सीज़न सीजन সিজন சீசன் సీజన్ ซีซั่นที่ ซีซัน ปีที่ ฤดูกาลที่
    シーズン シリーズ 시즌 第 季 期 部
"""
# Words that stand on both sides of the number.
_EPISODE_FRAMES = ("第 集", "第 话", "第 話", "第 回", "제 화", "제 회")
_SEASON_FRAMES = ("第 季", "第 期", "第 部", "第 シーズン", "제 기")
# What may stand between the word and the number: "No. 12", "nr. 12".
_NUMBER_WORD = re.compile(r"(?<=.)(no|nr|num|numero)$")
# "Episode #3.12" is IMDb's way: season and episode.
_FORM = re.compile(r"(?P<before>\D*?)(?:#\d+\.)?(?P<number>\d{1,9})(?P<after>\D*)")


def _letters(text: str) -> str:
    """Return a text's letters alone, without case, accents and widths."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in folded if char.isalpha())


def _frames(frames: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    pairs = (frame.split() for frame in frames)
    return frozenset((_letters(before), _letters(after)) for before, after in pairs)


_EPISODE = (frozenset(map(_letters, _EPISODE_WORDS.split())), _frames(_EPISODE_FRAMES))
_SEASON = (frozenset(map(_letters, _SEASON_WORDS.split())), _frames(_SEASON_FRAMES))


def is_episode_placeholder(title: str, number: int) -> bool:
    """Tell whether a title only says that this is episode `number`.

    >>> is_episode_placeholder("12. Bölüm", 12)
    True
    >>> is_episode_placeholder("Episode 12", 13)
    False
    """
    return _is_placeholder(title, number, *_EPISODE)


def is_season_placeholder(title: str, number: int) -> bool:
    """Tell whether a title only says that this is season `number`.

    >>> is_season_placeholder("Staffel 3", 3)
    True
    """
    return _is_placeholder(title, number, *_SEASON)


def _is_placeholder(
    title: str,
    number: int,
    words: frozenset[str],
    frames: frozenset[tuple[str, str]],
) -> bool:
    form = _FORM.fullmatch(unicodedata.normalize("NFKC", title.strip()))
    if form is None or int(form["number"]) != number:
        return False
    before, after = _letters(form["before"]), _letters(form["after"])
    before = _NUMBER_WORD.sub("", before)
    if before and after:
        return (before, after) in frames
    return (before or after) in words
