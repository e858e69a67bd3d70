"""Names that were taken down are cut out of pages of wikis."""

import json

import pytest

from tests.wiki_pages import page_document
from trr_backend.ingestion.redaction import redacted

_GONE = {"survivor/bo judge", "survivor/j r oneal", "survivor/coach"}


def _is_gone(kind: str, one: str) -> bool:
    return kind == "person" and one in _GONE


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("[[Bo Judge]] won; bo_judge's and Bo&nbsp;JUDGE", "[[]] won; 's and "),
        ("[[Bo Judge|Bo]] and Bó Judge", "[[|Bo]] and "),
        ("J. R. O'Neal, O\u2019Neal", ", O\u2019Neal"),
        ("Bo | Judge, Bo\nJudge", "Bo | Judge, "),
        ("Bo Judges, Jim-Bo Judge, Coach", "Bo Judges, Jim-, Coach"),
        ("The judge Bo", "The judge Bo"),
    ],
)
def test_a_name_is_cut_however_it_is_written(text: str, left: str) -> None:
    """Not parts of it, nor what is one word: that may be anybody's, or no name."""
    body = json.loads(redacted(page_document("Season 4", text), _is_gone).body)
    assert body["page"]["revisions"][0]["slots"]["main"]["content"] == left


def test_it_is_cut_out_of_infoboxes_and_titles_of_that_wiki() -> None:
    """Whose JSON stays JSON; a page without the name is not touched."""
    boxes = [{"data": [{"data": {"value": '<a title="Bo Judge">B\u00e9</a>'}}]}]
    named = page_document("Season 4", "", infoboxes=boxes, redirects=["Bo Judge wins"])
    body = json.loads(redacted(named, _is_gone).body)
    assert json.loads(body["page"]["pageprops"]["infoboxes"]) == [
        {"data": [{"data": {"value": '<a title="">B\u00e9</a>'}}]}
    ]
    assert body["redirects"] == [" wins"]
    for other in (
        page_document("Season 4", "Bo Judge", wiki="bigbrother"),
        page_document("Season 4", "Ada Host", infoboxes="no json"),
    ):
        assert redacted(other, _is_gone) is other
