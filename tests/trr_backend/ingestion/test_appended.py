"""The same season in several documents, and episodes on the move between seasons."""

from datetime import timedelta

from tests.trr_backend.ingestion.answers_by_hand import (
    NOW,
    episode,
    listed,
    part,
    season,
    tv,
)
from trr_backend.ingestion.seasons import seasons_from_tmdb
from trr_backend.models.documents import Document

ENGLISH = ("en-US",)


def test_parts_complete_the_show_and_parts_of_yesterday_do_not() -> None:
    """Seasons 1 to 3 come with the show; a part beyond today's last is not read."""
    document = tv(
        seasons=[listed(1, 1), listed(4, 1)],
        **{"season/1": season(1, episode(1, 1))},
    )
    first = part(1, {"season/4": season(4, episode(4, 1)), "season/9": season(9)})
    second = part(2, {"season/4": season(4, episode(5, 1))}, NOW + timedelta(days=1))
    assert _episode_ids([first, second, document]) == {1: [1], 4: [4]}


def test_the_newest_document_that_holds_a_season_is_believed() -> None:
    """Whichever it is, and in whichever order they come."""
    older = part(1, {"season/1": season(1, episode(1, 1))}, NOW - timedelta(days=1))
    newer = part(1, {"season/1": season(1, episode(2, 1))}, NOW + timedelta(days=1))
    document = tv(
        seasons=[listed(1, 1), listed(4, 0)], **{"season/1": season(1, episode(3, 1))}
    )
    assert _episode_ids([document, older])[1] == [3]
    assert _episode_ids([newer, document])[1] == [2]
    assert _episode_ids([document, newer])[1] == [2]


def test_an_episode_that_moves_belongs_to_the_newest_answer() -> None:
    """It is in one season only, and the season that lost it is not taken for cut."""
    moved = part(
        1, {"season/4": season(4, episode(7, 1), episode(8, 2))}, NOW + timedelta(1)
    )
    document = tv(
        seasons=[listed(1, 2), listed(4, 2)],
        **{"season/1": season(1, episode(6, 1), episode(7, 2))},
    )
    record = seasons_from_tmdb([document, moved], ENGLISH)
    assert _episode_ids([document, moved]) == {1: [6], 4: [7, 8]}
    assert [one.is_whole for one in record.seasons or ()] == [True, True]
    back = tv(
        NOW + timedelta(days=2),
        seasons=[listed(1, 2), listed(4, 2)],
        **{"season/1": season(1, episode(6, 1), episode(7, 2))},
    )
    assert _episode_ids([back, moved]) == {1: [6, 7], 4: [8]}


def test_in_one_answer_specials_give_way() -> None:
    """An episode that became a regular one may stand in both for a while."""
    document = tv(
        seasons=[listed(0, 1), listed(1, 1)],
        **{
            "season/1": season(1, episode(5, 1)),
            "season/0": season(0, episode(5, 9)),
        },
    )
    assert _episode_ids([document]) == {0: [], 1: [5]}


def _episode_ids(documents: list[Document]) -> dict[int, list[int]]:
    found = seasons_from_tmdb(documents, ENGLISH).seasons or ()
    return {
        one.season_number: [episode.tmdb_id for episode in one.episodes or ()]
        for one in found
    }
