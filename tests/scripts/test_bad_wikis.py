"""Wikis that answer badly, and bad pages: what is named, and nothing stored is lost."""

import json
from collections.abc import Mapping

from scripts._wiki_stages import cast, found_shows
from scripts._wiki_wishes import unknown_shows
from tests.island_wiki import (
    BOXES,
    asked,
    castaway,
    follow,
    follow_the_show,
    put_wiki,
    question_labels,
)
from tests.pipeline import Pipeline, failures
from tests.upstream import Upstream
from tests.wiki_upstream import UpstreamWiki
from trr_backend.models.wiki import Wiki

WIKIS = (Wiki.fandom("islands"),)
STAGES = [*found_shows(WIKIS, unknown_shows), *cast(WIKIS)]
NAMED = ("enrich", "cast", "--wiki", "islands", "--show", "tmdb:1")
FACTS = """select p.name, f.scope, f.field, f.value, f.missing_since is null
  from core.person_facts f join core.people p on p.id = f.person_id order by 1, 2, 3"""
BORN = """select name, birthday::text from core.people
  where provenance ->> 'birthday' = 'fandom' order by name"""
BEN = ("Ben Castle", "1990-06-03")
MISSING = "select title from core.wiki_pages where missing_since is not null order by 1"
PHOTOS = "select source_path from core.media_links where missing_since is null"
ELSEWHERE = {
    "pageid": 9,
    "ns": 0,
    "title": "Somebody Else",
    "revisions": [{"revid": 5, "timestamp": "2026-01-01T00:00:00Z", "slots": {}}],
}
NOT_THAT = json.dumps({"batchcomplete": True, "query": {"pages": [ELSEWHERE]}})
# What the wiki does instead of answering, and what is said of it.
REFUSED: Mapping[str, tuple[dict[str, object], str]] = {
    "no api.php": ({"kind": "api_disabled"}, "its api.php is switched off"),
    "a challenge": ({"kind": "challenge"}, "set TRR_CONTACT, so that its host can see"),
    "forbidden": (
        {"kind": "error", "status": 403},
        "does not let us read it: set TRR_",
    ),
    "a web page": (
        {"kind": "html"},
        "a web page (HTML) instead of JSON: check the wik",
    ),
    "not found": (
        {"kind": "error", "status": 404},
        "there is no api.php: check the wi",
    ),
    "an error": ({"kind": "error"}, "run the command again later. (HTTP 500)"),
    "lag": ({"kind": "maxlag"}, "5 seconds lagged.'); run the command again later"),
    "throttling": ({"kind": "rate_limit", "retry_after": 30}, "try later. (HTTP 429)"),
    "half JSON": ({"kind": "malformed"}, "a truncated answer"),
    "half an answer": ({"kind": "truncated"}, "no whole answer"),
    "nothing": ({"kind": "empty"}, "an empty answer"),
    "other JSON": ({"kind": "shape"}, "another shape than we know"),
    "closed": ({"kind": "api_error", "text": "readapidenied"}, "closed to readers"),
}


async def test_a_wiki_that_refuses_is_named_and_asked_no_more(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Also by --force; what to do about it is said, and no row is written."""
    await follow_the_show(pipeline, upstream)
    put_wiki(upstream)
    assert failures(await pipeline.run(STAGES, "tmdb:1")) == {}
    before = pipeline.versions()
    told = {}
    for name, (fault, _) in REFUSED.items():
        upstream.fail({"match": "^/fandom/", **fault})
        report = await pipeline.run(STAGES, force=name == "a challenge")
        assert report.exit_code == 1
        told[name] = failures(report)

    assert [list(one) for one in told.values()] == [["islands"]] * len(REFUSED)
    for name, (_, said) in REFUSED.items():
        assert said in told[name]["islands"]
        assert "https://islands.fandom.com/api.php" in told[name]["islands"]
    assert pipeline.versions() == before

    upstream.fail(_answer(NOT_THAT))
    report = await pipeline.run(STAGES, force=True)
    ((_, said),) = failures(report).items()
    assert "the answer says nothing of the title '" in said
    assert pipeline.versions() == before


async def test_what_passes_is_waited_for(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """A minute of 429, lag, two errors and a broken answer, one after the other."""
    await follow_the_show(pipeline, upstream)
    put_wiki(upstream)
    minute = 60 * pipeline.settings.wait_scale
    throttled = {"kind": "rate_limit", "for_seconds": minute, "retry_after": 5}
    faults: list[dict[str, object]] = [
        throttled,
        {"kind": "maxlag", "times": 2},
        {"kind": "error", "times": 2},
        {"kind": "truncated", "times": 1},
    ]
    upstream.fail(*({"match": "^/fandom/", **one} for one in faults))

    report = await pipeline.run(STAGES, "tmdb:1")

    assert failures(report) == {}
    assert pipeline.rows(BORN) == [BEN]
    statuses = [one["status"] for one in upstream.requests()]
    assert statuses.count(429) > 5
    assert statuses.count(500) == 2


async def test_one_wiki_fails_and_the_other_is_read(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """There is none of that name, one states no licence: only the good one is kept."""
    await follow_the_show(pipeline, upstream)
    put_wiki(upstream)
    unnamed = UpstreamWiki(upstream, "nameless")
    unnamed.put_site(rights={})
    unnamed.put("Ada Brook", castaway("Ada Brook"))
    wikis = [part for one in ("islandz", "nameless") for part in ("--wiki", one)]

    done = await pipeline.trr(*NAMED, *wikis)

    assert done.exit_code == 1
    output = " ".join(done.output.split())
    assert "failed wikis: islandz: fandom: a web page (HTML) instead of JSON" in output
    assert "check the wiki's name" in output
    assert (
        "failed wikis: nameless: its licence is not stated, which does not let anybody "
        "pass it on; if you may, set TRR_UNFREE_WIKIS=nameless and run" in output
    )
    assert pipeline.rows(BORN) == [BEN]
    again = await pipeline.trr("enrich", "cast")
    assert again.exit_code == 0, again.output


DEEP = "<b>" * 50_000 + "Nuku" + "</b>" * 50_000
LATER = {"born": "3 June 1990"}
# The names of a cast, and the pages that these have in the wiki.
PAGES: Mapping[str, str | None] = {
    "Alias Ann": "#REDIRECT [[Ann Proper]]",
    "Bad Props": castaway("Bad Props", **LATER),
    "Big Bob": castaway("Big Bob", **LATER) + "x" * (3 << 20),
    "Brack [et]": None,
    "Circle Cy": "#REDIRECT [[Cy Circle]]",
    "Deep Di": castaway("Deep Di", **LATER),
    "Emma \U0001f525 Fire": castaway("Emma \U0001f525 Fire", **LATER),
    "Hash #Hal": None,
    "L" * 300: None,
    "Many Meg": "{{Disambiguation}}\n* [[Many Meg (Tonga)]]\n* [[Island Game]]",
    "Missing Mo": None,
    "Pipe|Pete": None,
    "Q": castaway("Q", **LATER),
    "Refs Rae": castaway("Refs Rae", **LATER) + "<ref>So.</ref>" * 5_000,
    "Rita \u200fLeft\u202e": None,
    "Tags Tom": castaway("Tags Tom", town=DEEP, **LATER),
    "Two Boxes": castaway("Two Boxes", **LATER) + castaway("Zed", born="1 May 1980"),
}
OTHERS = {
    "Ann Proper": castaway("Ann Proper", **LATER),
    "Cy Circle": "#REDIRECT [[Circle Cy]]",
    "Many Meg (Tonga)": castaway("Many Meg", **LATER),
    "Rita Left": castaway("Rita Left", **LATER),
}
READ = (
    "Alias Ann",
    "Bad Props",
    "Deep Di",
    "Emma \U0001f525 Fire",
    "Many Meg",
    "Q",
    "Refs Rae",
    "Rita \u200fLeft\u202e",
)


async def test_bad_pages_do_not_keep_others_from_being_read(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """What is too much is named once, with what becomes of it; the rest has its facts.

    A name that can be no title is not asked for, and a page of two is asked about.
    """
    await follow(pipeline, upstream, dict(enumerate(PAGES, 101)))
    wiki = put_wiki(upstream)
    for name, text in {**PAGES, **OTHERS}.items():
        if text is not None:
            wiki.put(name, text)
    wiki.put_infoboxes("Bad Props", "no [JSON")
    wiki.put_infoboxes("Deep Di", [_infobox(name="Deep Di", hometown=DEEP)])

    report = await pipeline.run(STAGES, "tmdb:1")

    stays = "what it said before stays, and it is read again once it is edited"
    assert failures(report) == {
        "islands: Big Bob": f"its text has 3.0 MiB; 2 MiB are read; {stays}",
        "islands: Tags Tom": (
            "fandom: the page is not read: 100,004 brackets and tags; at most 50,000 "
            f"are read at https://islands.fandom.com/wiki/Tags_Tom; {stays}"
        ),
    }
    born = pipeline.rows(BORN)
    assert born == [(name, "1990-06-03") for name in sorted(READ)]
    towns = "select p.name from core.person_facts f join core.people p"
    towns += " on p.id = f.person_id and f.field = 'hometown' order by p.name"
    assert pipeline.rows(towns) == [(one,) for one in sorted(READ) if one != "Deep Di"]
    assert question_labels(pipeline) == ["Two Boxes"]
    titles = {title for (title,) in pipeline.rows("select title from core.wiki_titles")}
    assert not titles & {"Brack [et]", "Hash #Hal", "Hash", "L" * 300, "Pipe|Pete"}
    assert {"Missing Mo", "Circle Cy", "Rita Left"} <= titles

    before = pipeline.versions()
    upstream.requests()
    again = await pipeline.run(STAGES)

    assert failures(again) == {}
    assert (asked(upstream), pipeline.versions()) == (["recentchanges"], before)


async def test_pages_that_turn_bad_keep_what_they_said(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Facts and pictures, until a page can be read again; a new page counts at once."""
    await follow_the_show(pipeline, upstream)
    wiki = put_wiki(upstream)
    wiki.put_template("Castaway", infobox=[{"image": "image"}, *BOXES["Castaway"]])
    wiki.put_file("Ben.png", width=300, height=400, text="{{cc-by-sa-3.0}}")
    text = castaway("Ben Castle", **LATER)
    wiki.put("Ben Castle", text.replace("| name", "| image = Ben.png\n| name", 1))
    await pipeline.run(STAGES, "tmdb:1")
    facts, photos = pipeline.rows(FACTS), [("islands/Ben.png",)]
    assert (pipeline.rows(BORN), pipeline.rows(PHOTOS)) == ([BEN], photos)

    for title, bad in (
        ("Ben Castle", castaway("Ben Castle") + "Aye.\n" * 60_000),
        ("Ada Brook", castaway("Ada Brook") + "x" * (3 << 20)),
    ):
        wiki.edit(title, bad)
    report = await pipeline.run(STAGES)
    assert list(failures(report)) == ["islands: Ada Brook", "islands: Ben Castle"]
    assert (pipeline.rows(FACTS), pipeline.rows(PHOTOS)) == (facts, photos)
    # The last seconds of what was edited are read twice.
    assert "islands: Ben Castle" not in failures(await pipeline.run(STAGES))

    wiki.redirect("Ben Castle", "Cora Dale")
    wiki.edit("Cora Dale", castaway("Cora Dale", born="7 July 1985"))
    wiki.redirect("Ada Brook", "Brook Ada")
    wiki.redirect("Brook Ada", "Ada Brook")
    assert failures(await pipeline.run(STAGES)) == {}
    assert [one for one in pipeline.rows(FACTS) if one[0] != "Cora Dale"] == facts
    assert pipeline.rows(BORN) == [BEN, ("Cora Dale", "1985-07-07")]
    assert pipeline.rows(MISSING) == [("Ada Brook",), ("Ben Castle",)]

    wiki.edit("Ben Castle", castaway("Ben Castle", born="4 June 1990"))
    assert failures(await pipeline.run(STAGES)) == {}
    assert pipeline.rows(BORN)[0] == ("Ben Castle", "1990-06-04")
    assert pipeline.rows(MISSING) == [("Ada Brook",)]


JAPANESE = """{{{{人物|名前={0}|生年月日=1985年7月7日|出身地=大阪
|シーズン=[[無人島ゲーム シーズン1]]}}}}\n'''{0}'''は[[無人島ゲーム]]の参加者。"""
ARABIC = """{{{{شخص|الاسم={0}|تاريخ الميلاد=8 يوليو 1985|مكان الميلاد=القاهرة
|الموسم=[[لعبة الجزيرة الموسم 1]]}}}}\n'''{0}''' في [[لعبة الجزيرة]]."""
FIELDS = {
    "人物": ("名前", "生年月日", "出身地", "シーズン"),
    "شخص": ("الاسم", "تاريخ الميلاد", "مكان الميلاد", "الموسم"),
}


async def test_wikis_in_japanese_and_arabic_are_read(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Pages are found by the names in that script, and say what they say."""
    titles = {"JP": "無人島ゲーム", "EG": "لعبة الجزيرة"}
    listed = [
        {"iso_3166_1": code, "title": title, "type": ""}
        for code, title in titles.items()
    ]
    names = {81: "Ken Tanaka", 82: "田中花子", 83: "Layla Nasser"}
    also = {81: ["Кен Танака", "田中健"], 82: [], 83: ["ليلى ناصر"]}
    await follow(
        pipeline, upstream, names, also=also, alternative_titles={"results": listed}
    )
    wikis = {"ja": UpstreamWiki(upstream, "shima/ja")}
    wikis["ar"] = UpstreamWiki(upstream, "jazira/ar")
    for (language, wiki), (box, fields) in zip(
        wikis.items(), FIELDS.items(), strict=True
    ):
        wiki.put_site(sitename=language, lang=language)
        nodes = [{"data": one, "label": one} for one in fields[1:]]
        wiki.put_template(box, infobox=[{"title": fields[0]}, *nodes])
    wikis["ja"].put("田中健", JAPANESE.format("田中健"))
    wikis["ja"].put("田中花子", JAPANESE.format("田中花子"))
    wikis["ar"].put("ليلى ناصر", ARABIC.format("ليلى ناصر"))

    done = await pipeline.trr(
        *("enrich", "cast", "--show", "tmdb:1"),
        *("--wiki", "shima/ja", "--wiki", "jazira/ar"),
    )

    assert done.exit_code == 0, done.output
    assert pipeline.rows(BORN) == [
        ("Ken Tanaka", "1985-07-07"),
        ("Layla Nasser", "1985-07-08"),
        ("田中花子", "1985-07-07"),
    ]
    said = {(name, field): value for name, _, field, value, _ in pipeline.rows(FACTS)}
    assert said["Ken Tanaka", "hometown"] == "大阪"
    assert said["Layla Nasser", "place_of_birth"] == "القاهرة"
    assert question_labels(pipeline) == []


def _answer(text: str) -> dict[str, object]:
    """Return the fault of a wiki that answers this, whatever pages are asked for."""
    said = {"kind": "body", "content_type": "application/json", "text": text}
    return {"match": "titles=", **said}


def _infobox(**values: str) -> dict[str, object]:
    """Return the infobox of a castaway as Fandom notes it, with these values."""
    given = {"birthdate": "3 June 1990", "season": "Island Game 1", **values}
    nodes = [
        {"type": "data", "data": {"label": name, "value": value, "source": name}}
        for name, value in given.items()
    ]
    return {"parser_tag_version": 5, "data": nodes, "metadata": []}
