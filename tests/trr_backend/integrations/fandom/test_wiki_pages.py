"""The parts of an answer about pages put together, and where titles led."""

import json
from typing import Any

import pytest

from tests.real_data import Recorded, read_cassette, real_data
from tests.wiki_answers import Json, body_of, page, said
from trr_backend.errors import Changed
from trr_backend.integrations.fandom.pages import PagesAnswer, pages_answer
from trr_backend.integrations.http import Answer

URL = "https://survivor.fandom.com/api.php"
VCR = "mediawiki_fandom/infoboxer_vcr/wikipedia"
# By file, the titles that its answers have, and those that led to them.
RECORDED = {
    "Infoboxer_Tree_Node_Infoboxer_MediaWiki_Page_1_5_1.yml": ["Argentina"],
    "Infoboxer_Tree_Nodes_2_1.yml": [
        "Argentina",
        "Argentine National Anthem",
        "En unión y libertad",
        "Constitution of Argentina",
    ],
    "Infoboxer_Tree_Nodes_2_2.yml": [
        "Argentina",
        "Argentine National Anthem",
        "En unión y libertad",
        "Constitution of Argentina",
    ],
    "Infoboxer_Tree_Nodes_when_interwiki_link_map_url_2_3_2_1.yml": [
        "List of kanji by concept",
        "色",
        "Kanji",
    ],
    "Infoboxer_Tree_Wikilink_follow_when_interwiki_link_url_1_2_4_2_1.yml": [
        "List of kanji by concept",
        "色",
    ],
    "en_wikipedia_org_1_1.yml": ["Chile"],
    "follow_chile.yml": ["Chile"],
    "follow_several.yml": [
        "Argentine National Anthem",
        "En unión y libertad",
        "Constitution of Argentina",
    ],
    "follow_source_argentine.yml": ["Argentina"],
    "follow_source_argentine2.yml": ["Argentina"],
    "follow_source_forests.yml": ["Tropical and subtropical coniferous forests"],
    "follow_template.yml": [
        "Template:Indomalaya tropical and subtropical coniferous forests"
    ],
}


def _answer(*parts: Json) -> PagesAnswer:
    answers = [Answer(URL, 200, body_of(part)) for part in parts]
    return pages_answer(answers, source="fandom")


def _moved(source: str, target: str, **more: object) -> Json:
    return {"from": source, "to": target, **more}


def test_the_parts_of_an_answer_are_one() -> None:
    """Lists go on, properties come in any part, and nothing is there twice."""
    bare = {"pageid": 5, "ns": 0, "title": "Rob Mariano"}
    castaways, winners = {"title": "Category:Castaways"}, {"title": "Category:Winners"}
    missing = {"ns": 0, "title": "Nobody", "missing": True}
    first = {**page(), "categories": [castaways], "pageprops": {"infoboxes": "[]"}}
    second = {**bare, "categories": [castaways, winners], "pageprops": {"x": "1"}}

    answer = _answer(
        said([missing, first], more={"clcontinue": "5|Winners"}),
        said([missing, second]),
    )

    whole = {**page(), "categories": [castaways, winners]}
    whole["pageprops"] = {"infoboxes": "[]", "x": "1"}
    assert answer.pages == [missing, whole]


def test_an_answer_that_was_cut_is_no_answer() -> None:
    """It ends without saying so: what it lacks could be taken for gone."""
    with pytest.raises(Changed, match="stops before its end") as cut:
        _answer(said([page()], more={"clcontinue": "5|A"}))

    assert cut.value.field == "batchcomplete"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"[]", "top level"),
        (b'{"query": {"pages": [1]}, "batchcomplete": true}', "query.pages[0]"),
        (b'{"query": {"redirects": [{"from": "A"}]}}', "query.redirects[0].to"),
        (b'{"batchcomplete": 1}', "batchcomplete"),
    ],
)
def test_an_answer_of_another_shape_is_named(body: bytes, field: str) -> None:
    """With the field that does not fit."""
    with pytest.raises(Changed) as changed:
        pages_answer([Answer(URL, 200, body)], source="fandom")

    assert (changed.value.field, changed.value.url) == (field, URL)


def test_a_title_is_followed_to_its_page() -> None:
    """Over its normal form, another script, and redirects to redirects."""
    answer = _answer(
        said(
            [page(), {"ns": 0, "title": "Nobody", "missing": True}],
            normalized=[
                _moved("boston_Rob", "Boston Rob", fromencoded=False),
                _moved("Jose%CC%81", "José", fromencoded=True),
                _moved("100%25_Rob", "100%25 Rob", fromencoded=False),
            ],
            converted=[_moved("José", "Jose")],
            redirects=[
                _moved("Boston Rob", "Rob M."),
                _moved("Rob M.", "Rob Mariano"),
                _moved("Jose", "Rob Mariano", tofragment="Family"),
                _moved("100%25 Rob", "Rob Mariano"),
                _moved("Loop", "Loop 2"),
                _moved("Loop 2", "Loop"),
                _moved("Robert", "wikipedia:Rob Mariano", tointerwiki="wikipedia"),
            ],
            interwiki=[{"title": "fr:Rob", "iw": "fr"}],
        )
    )

    titles = ("boston_Rob", "Jose\u0301", "José", "100%25_Rob", "Rob Mariano")
    assert [answer.led_to(title) for title in titles] == [page()] * 5
    nowhere = [answer.led_to(title) for title in ("Loop", "Loop 2", "Robert", "fr:Rob")]
    assert nowhere == [None] * 4
    assert answer.led_to("Nobody") == {"ns": 0, "title": "Nobody", "missing": True}


def test_what_an_answer_does_not_say_is_no_answer() -> None:
    """A title or a number that it leaves out is not taken for a missing page."""
    answer = _answer(said([page()], redirects=[_moved("Amber", "Amber Mariano")]))

    for asked in ("Ethan", "Amber"):
        with pytest.raises(Changed, match=f"says nothing of the title '{asked}'"):
            answer.led_to(asked)
    with pytest.raises(Changed, match="says nothing of page 6"):
        answer.numbered(6)
    assert answer.numbered(5) == page()


def test_answers_of_older_wikis_are_read_like_those_of_today() -> None:
    """Pages by number, "" for yes, "*" for a text, and no slots."""
    old = {
        "contentformat": "text/x-wiki",
        "contentmodel": "wikitext",
        "*": "{{Castaway}}",
    }
    numbered = {"revid": 50, "timestamp": "2026-10-01T12:00:00Z"}
    answer = _answer(
        {
            "batchcomplete": "",
            "query": {
                "normalized": [{"from": "rob", "to": "Rob"}],
                "pages": {
                    "5": {
                        "pageid": 5,
                        "title": "Rob",
                        "redirect": "",
                        "pageprops": {"disambiguation": ""},
                        "revisions": [{**numbered, **old}],
                    },
                    "6": {"pageid": 6, "title": "A", "revisions": [{"texthidden": ""}]},
                    "-1": {"title": "Nobody", "missing": ""},
                },
            },
        }
    )

    slot = {**old, "content": old["*"]}
    del slot["*"]
    assert answer.pages == [
        {
            "pageid": 5,
            "title": "Rob",
            "redirect": True,
            "pageprops": {"disambiguation": ""},
            "revisions": [{**numbered, "slots": {"main": slot}}],
        },
        {
            "pageid": 6,
            "title": "A",
            "revisions": [{"slots": {"main": {"texthidden": True}}}],
        },
        {"title": "Nobody", "missing": True},
    ]
    assert answer.led_to("rob") == answer.pages[0]


def test_a_text_outside_of_slots_is_put_into_one() -> None:
    """As wikis before 1.32 send it in today's format."""
    text = {"contentmodel": "wikitext", "content": ""}
    answer = _answer(said([page(revisions=[{"revid": 1, **text}])]))

    assert answer.pages[0]["revisions"] == [{"revid": 1, "slots": {"main": text}}]


@pytest.mark.real
def test_every_recorded_answer_is_read() -> None:
    """Those of Wikipedia in 2017, and of a MediaWiki 1.39 with portable infoboxes."""
    read = {file: _read(file) for file in RECORDED}

    assert {file: list(pages) for file, pages in read.items()} == RECORDED
    pages = [one for found in read.values() for one in found.values()]
    assert all(one["revisions"][0]["slots"]["main"]["content"] for one in pages)
    several = _recorded("follow_several.yml")[0]
    constitution = _whole(several).led_to("Argentine Constitution")
    assert constitution == read["follow_several.yml"]["Constitution of Argentina"]


@pytest.mark.real
def test_a_recorded_portable_infobox_is_read() -> None:
    """JSON inside JSON stays as it is; redirects to redirects are followed."""
    boxes, moved = (
        _whole(Recorded(name, URL, 200, (_portable / name).read_bytes()))
        for name in ("pageprops_infoboxes.json", "redirects.json")
    )

    rob = boxes.led_to("Rob_Mariano")
    assert rob is not None
    (box,) = json.loads(rob["pageprops"]["infoboxes"])
    assert box["data"][0]["data"]["value"] == "Rob Mariano"
    named: dict[str, Any] = {"pageid": 5, "ns": 0, "title": "Rob Mariano"}
    assert [moved.led_to(one) for one in ("Boston_Rob", "Rob M.")] == [named, named]
    with pytest.raises(Changed):  # what another question was answered
        _whole(Recorded("", URL, 200, (_portable / "parse.json").read_bytes()))


_portable = real_data() / "mediawiki_portable_infobox"


def _recorded(file: str) -> list[Recorded]:
    return list(read_cassette(real_data() / VCR / file))


def _read(file: str) -> dict[str, Any]:
    answers = (_whole(recorded) for recorded in _recorded(file))
    return {one["title"]: one for answer in answers for one in answer.pages}


def _whole(recorded: Recorded) -> PagesAnswer:
    answer = Answer(recorded.url, recorded.status, recorded.body)
    return pages_answer([answer], source="wiki")
