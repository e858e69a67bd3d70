"""What a row of a list is: a show, or something that is counted and left out.

Series and mini-series are shows. Films, shorts, specials, episodes, games, podcasts
and music videos are not; a word that is not known is left out under its own name, so
that the summary shows it. A row without a word is taken: resolving accepts series only.
"""

SHOW = "show"

# Keys are the words without case, blanks and hyphens, because IMDb spelled them
# "TV Mini-Series" (2017), "tvMiniSeries" (2020-2023) and "TV Mini Series" (2024).
_KINDS = {
    "": SHOW,
    "tvseries": SHOW,
    "tvminiseries": SHOW,
    "miniseries": SHOW,
    "tv": SHOW,
    "tvshow": SHOW,
    "show": SHOW,
    "series": SHOW,
    "movie": "movie",
    "film": "movie",
    "featurefilm": "movie",
    "documentary": "movie",
    "tvmovie": "movie",
    "short": "short",
    "shortfilm": "short",
    "tvshort": "short",
    "video": "video",
    "musicvideo": "music video",
    "tvspecial": "special",
    "tvpilot": "pilot",
    "tvseason": "season",
    "season": "season",
    "tvepisode": "episode",
    "episode": "episode",
    "videogame": "game",
    "game": "game",
    "podcastseries": "podcast",
    "podcastepisode": "podcast",
    "person": "person",
    "collection": "collection",
}
_MAX_WORD = 40


def kind_of(word: str) -> str:
    """Return SHOW or the kind that `word` stands for in the count of what is left out.

    An unknown word is its own kind, in lower case.
    """
    plain = "".join(word.split()).replace("-", "").replace("_", "").lower()
    return _KINDS.get(plain) or " ".join(word.lower().split())[:_MAX_WORD]
