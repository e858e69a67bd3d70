"""People who were taken down leave an empty place in IMDb's answers."""

import json

from trr_backend.ingestion.imdb_redaction import without_people
from trr_backend.integrations.imdb.wire import decode_names, decode_title


def _credits(*name_ids: str) -> dict[str, object]:
    nodes = [{"category": {"text": "Self"}, "name": {"id": one}} for one in name_ids]
    return {
        "total": len(nodes),
        "edges": [{"node": node} for node in nodes],
        "pageInfo": {"hasNextPage": False},
    }


def _episodes(*name_ids: str) -> bytes:
    episode = {"node": {"id": "tt0000002", "credits": _credits(*name_ids)}}
    page = {"total": 1, "edges": [episode], "pageInfo": {"hasNextPage": False}}
    title = {"id": "tt0000001", "episodes": {"episodes": page}}
    return json.dumps({"data": {"title": title}}).encode()


def test_a_credit_of_an_episode_is_an_empty_place() -> None:
    """The page counts it, and the others keep their places."""
    body = _episodes("nm0000001", "nm0000002", "nm0000003")

    left = without_people(body, {"nm0000002"}.__contains__)

    title = decode_title(left)
    assert b"nm0000002" not in left
    assert title
    assert title.episodes
    assert title.episodes.episodes
    (episode,) = title.episodes.episodes.nodes
    assert episode
    assert episode.credits
    assert episode.credits.total == 3
    assert [one and one.name.id for one in episode.credits.nodes] == [
        "nm0000001",
        None,
        "nm0000003",
    ]


def test_a_name_is_an_empty_place() -> None:
    """Like one that IMDb does not know."""
    names = [{"id": "nm0000001"}, {"id": "nm0000002", "nameText": {"text": "Bo"}}]
    body = json.dumps({"data": {"names": names}}).encode()

    left = decode_names(without_people(body, {"nm0000002"}.__contains__))

    assert [one and one.id for one in left] == ["nm0000001", None]


def test_an_answer_that_names_none_of_them_stays_verbatim() -> None:
    """Not even its white space changes."""
    body = _episodes("nm0000001")
    assert without_people(body, {"nm0000002"}.__contains__) is body
