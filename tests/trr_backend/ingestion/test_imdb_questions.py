"""Which questions bring a series, and what is not believed."""

import json
from typing import Any

import pytest

from tests.trr_backend.ingestion.imdb_by_hand import (
    SERIES,
    answered,
    connection,
    credit,
    episode,
    title,
)
from trr_backend.errors import Changed, NotFound, Unavailable
from trr_backend.ingestion.imdb_questions import Question, questions
from trr_backend.models.documents import DocumentKey

FACTS = title(titleType={"id": "tvSeries"}, akas=connection([]))


def asked(*answers: Any) -> list[Question]:
    """Return the questions, the last one unanswered if there are more than answers."""
    asking = questions(SERIES)
    found = [next(asking)]
    for answer in answers:
        try:
            found.append(asking.send(answered(found[-1].key, answer)))
        except StopIteration:
            return found
    return found


def episodes(*nodes: Any, **more: Any) -> Any:
    """Return a page of episodes."""
    return title(episodes={"episodes": connection([*nodes], **more)})


def test_a_series_is_asked_for_in_one_order() -> None:
    """Episodes, what overflows of each, credits, names, and the title as the seal."""
    more = {"hasNextPage": True, "endCursor": "c1"}
    first = episode(
        "tt0000011",
        akas=connection([{"text": "a"}], total=2, pageInfo=more),
        credits=connection([credit("nm0000001")], total=2, pageInfo=more),
    )
    found = asked(
        episodes(first, total=2, pageInfo={"hasNextPage": True, "endCursor": "e1"}),
        episodes(episode("tt0000012"), total=2),
        title("tt0000011", akas=connection([{"text": "b"}], total=2)),
        title("tt0000011", credits=connection([credit("nm0000002")], total=2)),
        title(credits=connection([credit("nm0000003")])),
        [{"id": "nm0000001"}, None, None],
        title(
            titleType={"id": "tvSeries"},
            akas=connection([{"text": "a"}], total=2, pageInfo=more),
        ),
        title(akas=connection([{"text": "b"}], total=2)),
    )

    names = ("nm0000001", "nm0000002", "nm0000003")
    assert found == [
        Question("episodes", SERIES, SERIES),
        Question("episodes", SERIES, SERIES, 2, "e1"),
        Question("akas", SERIES, "tt0000011", 2, "c1"),
        Question("credits", SERIES, "tt0000011", 2, "c1"),
        Question("credits", SERIES, SERIES),
        Question("names", SERIES, SERIES, name_ids=names),
        Question("title", SERIES, SERIES),
        Question("akas", SERIES, SERIES, 2, "c1"),
    ]
    assert found[2].key == DocumentKey("imdb", "akas", "tt0000011/2")
    assert found[6].key == DocumentKey("imdb", "title", SERIES)


def test_people_are_asked_for_by_the_hundred() -> None:
    """Each once, in the order of their ids."""
    credits_ = connection([credit(f"nm{number:07}") for number in range(150, 0, -1)])
    batch = [None] * 100

    found = asked(episodes(), title(credits=credits_), batch, batch[:50], FACTS)

    assert [len(one.name_ids) for one in found[2:4]] == [100, 50]
    assert found[2].name_ids[:2] == ("nm0000001", "nm0000002")
    assert [one.page for one in found[2:4]] == [1, 2]


def test_a_title_without_episodes_and_people_is_whole_at_once() -> None:
    """Episodes, credits and the title are asked for; nobody is named."""
    film = title(titleType={"id": "tvMovie"})

    found = asked(title(), title(credits=connection([])), film)

    assert [one.kind for one in found] == ["episodes", "credits", "title"]


@pytest.mark.parametrize(
    ("answers", "kind", "said"),
    [
        ([None], NotFound, "does not know tt0000001"),
        ([episodes(total=1)], Unavailable, "0 of 1 episodes of tt0000001.*--force"),
        (
            [episodes(pageInfo={"hasNextPage": True, "endCursor": None})],
            Changed,
            "in a circle",
        ),
        (
            [
                episodes(pageInfo={"hasNextPage": True, "endCursor": "same"}),
                episodes(pageInfo={"hasNextPage": True, "endCursor": "same"}),
            ],
            Changed,
            "field episodes.pageInfo.endCursor",
        ),
        (
            [episodes(pageInfo={"hasNextPage": True, "endCursor": "e1"}), title()],
            Changed,
            "field episodes",
        ),
        ([episodes(), title()], Changed, "field credits"),
        (
            [episodes(), title(credits=connection([credit("nm0000001")])), []],
            Unavailable,
            "0 of 1 names",
        ),
        (
            [episodes(), title(credits=connection([])), title()],
            Changed,
            "field titleType",
        ),
        (
            [title(), title(credits=connection([])), FACTS],
            Changed,
            "field episodes",
        ),
        ([title(episodes={"episodes": {}})], Changed, "data.title.episodes.episodes"),
        ([{"id": "7"}], Changed, "field data.title.id"),
    ],
)
def test_what_lacks_something_is_not_believed(
    answers: list[Any], kind: type[Exception], said: str
) -> None:
    """An unknown id, a page that is cut, a circle, a part that is not told."""
    with pytest.raises(kind, match=said):
        asked(*answers)


def test_a_body_that_is_no_json_is_told_as_such() -> None:
    """It names the body."""
    asking = questions(SERIES)
    question = next(asking)

    with pytest.raises(Changed, match="field body"):
        asking.send(answered(question.key, json.loads("1"), body=b"{"))
