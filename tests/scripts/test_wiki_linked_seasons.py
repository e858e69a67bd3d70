"""Seasons whose pages are called as nobody could guess: found by links and numbers."""

from tests.island_wiki import (
    SEASON,
    SHOW_PAGE,
    castaway,
    follow_the_show,
    put_wiki,
    question_labels,
)
from tests.pipeline import Pipeline
from tests.upstream import Upstream

TITLE = "Island Game: Tonga"
SEASONS = """select u.season_number, u.score::float from core.wiki_pages p
  join core.wiki_subjects u on u.page_id = p.id where p.title = 'Island Game: Tonga'"""
SAID = """select h.name, f.scope, n.season_number from core.person_facts f
  join core.people h on h.id = f.person_id
  left join core.seasons n on n.id = f.season_id
  where f.field = 'placement' and f.missing_since is null order by 1"""
LEDGER = """select distinct p.title, n.season_number from core.season_ledger l
  join core.wiki_pages p on p.id = l.page_id
  left join core.seasons n on n.id = l.season_id order by 1"""


async def test_a_season_is_found_by_a_link_and_its_number(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """People who were read before are read again, and then of that season, too."""
    await follow_the_show(pipeline, upstream)
    wiki = put_wiki(upstream)
    wiki.delete("Island Game 1")
    for name in ("Ada Brook", "Ben Castle"):
        wiki.put(name, castaway(name).replace("Island Game 1", TITLE))
    wiki_of = ("--wiki", "islands", "--show", "tmdb:1")
    first = await pipeline.trr("enrich", "cast", *wiki_of)
    assert first.exit_code == 0, first.output
    people = ("Ada Brook", "Ben Castle")
    assert pipeline.rows(SAID) == []
    assert question_labels(pipeline) == [*people]

    wiki.put(TITLE, SEASON.replace("Island Game 1", TITLE))
    wiki.edit("Island Game", f"{SHOW_PAGE} It began with [[{TITLE}]].")
    for what in ("shows", "cast"):
        again = await pipeline.trr("enrich", what, *wiki_of)
        assert again.exit_code == 0, again.output

    assert pipeline.rows(SEASONS) == [(1, 0.85)]
    assert pipeline.rows(SAID) == [(name, TITLE, 1) for name in people]
    assert pipeline.rows(LEDGER) == [(one, 1) for one in (*people, TITLE)]
    assert question_labels(pipeline) == []
