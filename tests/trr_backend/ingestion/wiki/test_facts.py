"""What a page states of whom it is about, as facts."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.trr_backend.ingestion.wiki.pages_by_hand import box, page, table, value
from tests.trr_backend.ingestion.wiki.roster_by_hand import ISLAND, ROSTER
from tests.wiki_pages import page_document
from trr_backend.ingestion.wiki.facts import fact_source, page_facts, person_said
from trr_backend.ingestion.wiki.maps import load_map
from trr_backend.models.people import PersonFacts
from trr_backend.models.wiki import (
    FactSource,
    KnownSeason,
    PageFacts,
    Wiki,
    WikiFact,
    WikiSite,
)
from trr_backend.models.wiki_page import (
    Infobox,
    InfoboxGroup,
    InfoboxValue,
    PageLink,
    Section,
    Table,
)

MAP = load_map("somewhere")
SOURCE = FactSource(
    source="fandom",
    source_url="https://island.fandom.com/wiki/Ann_Example",
    revision=41,
    retrieved_at=datetime(2026, 11, 1, tzinfo=UTC),
    licence="CC BY-SA 3.0",
    licence_url="https://creativecommons.org/licenses/by-sa/3.0/",
    attribution="by its editors",
)
SEASONS = replace(
    ROSTER,
    seasons=(
        KnownSeason(ISLAND, "Island", 1, "Island: Borneo"),
        KnownSeason(ISLAND, "Island", 3, "Island: Far Away"),
    ),
)
BORN = value("birthdate", "May 1, 1990")
BORNEO, FAR_AWAY = (ISLAND, 1), (ISLAND, 3)


def test_a_box_states_what_its_parameters_and_labels_mean() -> None:
    """In its order; a parameter counts before a label, the first value for a field."""
    found = _facts(
        value("fullname", "Ann Marie Example"),
        replace(value("what", "Model", "Actor"), label="Occupation"),
        replace(value("hometown", "Boston"), label="Occupation"),
        BORN,
        value("born", "May 2, 1990"),
        value("gender", "F"),
        value("father", "Bob"),
        value("mother", "Eve"),
        value("socials", "on", links=("https://x.com/ann", "https://tiktok.com/@ann")),
        value("residence", "Unknown"),
        value("shoe size", "7"),
    )

    assert found == PageFacts(
        SOURCE,
        (
            WikiFact("full_name", "Ann Marie Example"),
            WikiFact("occupation", ("Model", "Actor")),
            WikiFact("hometown", "Boston"),
            WikiFact("birthday", "1990-05-01"),
            WikiFact("gender", "female"),
            WikiFact("parents", ("Bob", "Eve")),
            WikiFact("twitter_handle", "ann"),
            WikiFact("tiktok_handle", "ann"),
        ),
    )


def test_numbered_parameters_are_of_the_season_with_that_number() -> None:
    """Without one of the first; of a season that is not named they are left out."""
    found = _facts(
        BORN,
        value("season", "Borneo", links=("Island: Borneo",)),
        value("place", "10/16"),
        value("tribes", "Tagi", "Rattana"),
        value("season2", "House 1"),
        value("place2", "Winner"),
        value("place3", "3rd"),
        value("occupation2", "Actor"),
        value("hometown2", "Boston"),
    )

    assert found.facts == (
        WikiFact("birthday", "1990-05-01"),
        WikiFact("placement", "10/16", "Borneo", BORNEO),
        WikiFact("team", ("Tagi", "Rattana"), "Borneo", BORNEO),
        WikiFact("placement", "Winner", "House 1"),
        WikiFact("occupation", ("Actor",)),
        WikiFact("seasons", ("Borneo", "House 1")),
    )
    assert [(one.scope, one.season) for one in found.ledgers] == [
        ("Borneo", BORNEO),
        ("House 1", None),
    ]


def test_groups_are_of_the_season_in_them_or_in_their_header() -> None:
    """A header that names none makes no season of what is below it."""
    groups = (
        _group("Season Borneo", value("season", "Island: Borneo"), value("days", "39")),
        _group("Far Away", value("place2", "2nd"), links=("Island: Far Away",)),
        _group("Season 9", value("place", "9th")),
        _group("Statistics", value("votes", "7")),
        _group("Social Media", value("instagram", "@ann")),
    )

    found = _of(replace(box(BORN), groups=groups)).facts

    assert found == (
        WikiFact("birthday", "1990-05-01"),
        WikiFact("votes", "7"),
        WikiFact("instagram_handle", "ann"),
        WikiFact("days", "39", "Island: Borneo", BORNEO),
        WikiFact("placement", "2nd", "Far Away", FAR_AWAY),
        WikiFact("placement", "9th", "Season 9"),
        WikiFact("seasons", ("Island: Borneo", "Far Away", "Season 9")),
    )


def test_a_season_keeps_the_name_that_the_page_calls_it_first() -> None:
    """Of one person, season and field there is one fact."""
    sections = (
        Section("Taglines", 2, None, (), ("Far Away: \u201cHere I am.\u201d", "No!")),
        Section("Season 3", 3, "Taglines", ("\u201cAgain.\u201d",), ()),
    )
    season = value("season", "Island 3", links=("Island: Far Away",))

    found = _of(box(BORN, season, value("tagline", "Hi.")), sections=sections).facts

    assert found[1:] == (
        WikiFact(
            "tagline",
            ("Hi.", "\u201cHere I am.\u201d", "\u201cAgain.\u201d"),
            "Island 3",
            FAR_AWAY,
            "Taglines",
        ),
        WikiFact("seasons", ("Island 3",)),
        WikiFact("tagline", ("No!",), heading="Taglines"),
    )


@pytest.mark.parametrize(
    "unnamed",
    [
        replace(value("season"), refused="not filled in"),
        value("season", "A" * 5000, links=("A" * 5000,)),
    ],
    ids=["refused", "too long"],
)
def test_a_season_without_a_readable_name_states_nothing(unnamed: InfoboxValue) -> None:
    """What is of it would else be taken for what holds always; stored facts stay."""
    found = _facts(BORN, unnamed, value("place", "10/16"), value("tribe", "Tagi"))

    assert found == PageFacts(
        SOURCE, (WikiFact("birthday", "1990-05-01"),), is_whole=False
    )


def test_what_cannot_be_meant_is_named_and_no_fact() -> None:
    """A vandal's birth date; a birth after the death; a part of a season."""
    found = _facts(
        value("birthdate", "A" * 5000),
        value("hometown", "Boston"),
        value("season", "Island: Borneo"),
        value("place", "A" * 5000),
        value("tribe", "Tagi"),
    )

    assert found.unreadable == (("", "birthday"), ("Island: Borneo", "placement"))
    assert [one.field for one in found.facts] == ["hometown", "team", "seasons"]
    assert (found.ledgers, found.is_whole) == ((), False)

    reversed_ = _facts(BORN, value("death date", "May 1, 1989"))
    assert reversed_.unreadable == (("", "birthday"), ("", "deathday"))
    assert reversed_.facts == ()
    assert _facts(value("birthdate", "October 3, 2026")).unreadable == (
        ("", "birthday"),
    )


def test_a_page_read_in_part_is_not_whole() -> None:
    """What is not stated may stand in what was passed over."""
    assert not _of(box(BORN), refused=("a table",)).is_whole


def test_two_people_in_two_boxes_state_nothing_of_either() -> None:
    """Two boxes of one person: the first one counts."""
    ann = box(BORN, title="Ann Example")
    again = box(value("birthdate", "May 2, 1990"), title="Ann Example")
    bob = box(value("hometown", "Boston"), title="Bob Other")
    song = box(value("artist", "Ann"), title="A song")

    assert page_facts(page("Ann", ann, bob), "person", MAP, ROSTER, SOURCE) == (
        PageFacts(SOURCE, ())
    )
    both = page("Ann Example", song, ann, again)
    assert page_facts(both, "person", MAP, ROSTER, SOURCE).facts == (
        WikiFact("birthday", "1990-05-01"),
    )


def test_sections_are_quoted_with_their_heading() -> None:
    """Lists as lists, prose by paragraphs; long and many ones are cut."""
    sections = (
        Section("Trivia", 2, None, (), ("She sings.", "Season 3: she won.")),
        Section("Biography", 2, None, ("A" * 3000, *["Born."] * 30), ()),
        Section("Early life", 3, "Biography", ("School.",), ()),
        Section("Gallery", 2, None, ("Pictures.",), ()),
    )

    trivia, biography = _of(box(BORN), sections=sections).facts[1:]

    assert trivia == WikiFact(
        "trivia", ("She sings.", "Season 3: she won."), heading="Trivia"
    )
    assert biography.value == ("A" * 1999 + "\u2026", "Born.", "School.")


def test_taglines_of_a_table_are_of_their_seasons() -> None:
    """As the wikis of housewives keep them; a number is one of the column's seasons."""
    taglines = table(
        "Taglines",
        "Season|Opening Order|Tagline",
        "1|2|Hello.",
        "*Island: Far Away|1|Bye.",
    )

    found = _of(box(BORN), tables=(taglines,)).facts

    assert found[1:] == (
        WikiFact("tagline", ("Hello.",), "Season 1", None, "Taglines"),
        WikiFact("tagline", ("Bye.",), "Island: Far Away", FAR_AWAY, "Taglines"),
    )


def test_everything_on_the_page_of_a_season_is_of_it() -> None:
    """By the page's title; ours where that is known, or told."""
    said = page(
        "Island: Far Away",
        box(
            value("winner", "Ann Example", links=("Ann Example",)),
            value("numberofepisodes", "13"),
            value("seasonpremiere", "May 1, 2027"),
            value("nextseason", "Island: Home"),
        ),
    )
    facts = page_facts(said, "season", MAP, SEASONS, SOURCE).facts

    assert facts == (
        WikiFact("winner", ("Ann Example",), "Island: Far Away", FAR_AWAY),
        WikiFact("episode_count", "13", "Island: Far Away", FAR_AWAY),
        WikiFact("premiere_date", "2027-05-01", "Island: Far Away", FAR_AWAY),
    )
    told = replace(said, title="The last one")
    (first, *_) = page_facts(told, "season", MAP, SEASONS, SOURCE, season=BORNEO).facts
    assert (first.scope, first.season) == ("The last one", BORNEO)


def test_a_show_has_facts_of_no_season() -> None:
    """Its infobox may look like that of a season."""
    said = page("Island", box(value("num_seasons", "3"), value("host", "Bob Other")))

    assert page_facts(said, "show", MAP, ROSTER, SOURCE).facts == (
        WikiFact("season_count", "3"),
        WikiFact("host", ("Bob Other",)),
    )


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (
            ("生年月日", "出身地", "職業", "性別", "シーズン", "順位"),
            ("1990年5月1日", "東京都", "歌手", "女性", "Island 3", "2位"),
        ),
        (
            ("تاريخ الميلاد", "مسقط الرأس", "المهنة", "الجنس", "الموسم", "المركز"),
            (
                "\u0661 مايو 1990",
                "القاهرة",
                "مغنية",
                "أنثى",
                "Island 3",
                "2",
            ),
        ),
    ],
)
def test_wikis_in_other_scripts(names: tuple[str, ...], words: tuple[str, ...]) -> None:
    """Japanese and Arabic, by the default map."""
    found = _facts(*map(value, names, words))

    assert found.facts == (
        WikiFact("birthday", "1990-05-01"),
        WikiFact("hometown", words[1]),
        WikiFact("occupation", (words[2],)),
        WikiFact("gender", "female"),
        WikiFact("placement", words[5], "Island 3", FAR_AWAY),
        WikiFact("seasons", ("Island 3",)),
    )
    assert found.ledgers[0].entries[0].place == 2


def test_the_source_says_whose_words_they_are() -> None:
    """Title, site, address, revision and licence, as the wiki states them."""
    document = page_document("Ann Example", wiki="island")
    wiki = Wiki.parse("island")
    url = "https://island.fandom.com/wiki/Ann_Example"
    site = WikiSite(
        site_name="Island Wiki",
        language="en",
        article_url=wiki.url + "/wiki/$1",
        licence="CC BY-SA 3.0",
        licence_url="https://cc",
        is_free=True,
    )

    assert fact_source(document, page(), wiki, site) == FactSource(
        source="fandom",
        source_url=url,
        revision=41,
        retrieved_at=document.fetched_at,
        licence="CC BY-SA 3.0",
        licence_url="https://cc",
        attribution=f'"Ann Example" on Island Wiki, {url}, CC BY-SA 3.0',
    )
    unstated = fact_source(document, page(), wiki, replace(site, licence=None))
    assert unstated.attribution.endswith("/Ann_Example, no licence stated")


def test_a_record_takes_what_it_has_a_place_for() -> None:
    """Whole days, known genders, no hometown, nothing of a season."""
    facts = (
        WikiFact("birthday", "1990-05-01"),
        WikiFact("deathday", "May 2080"),
        WikiFact("gender", "female"),
        WikiFact("gender", "male", "Island 3"),
        WikiFact("hometown", "Boston"),
        WikiFact("instagram_handle", "ann"),
        WikiFact("homepage", "https://ann.example"),
        WikiFact("occupation", ("Model",)),
    )
    said = PersonFacts(
        gender="female",
        birthday=date(1990, 5, 1),
        instagram_handle="ann",
        homepage="https://ann.example",
    )

    assert person_said(PageFacts(SOURCE, facts)) == said
    other = (WikiFact("gender", "Demon"), WikiFact("place_of_birth", "Boston"))
    assert person_said(PageFacts(SOURCE, other)) == PersonFacts(place_of_birth="Boston")


def _facts(*values: InfoboxValue) -> PageFacts:
    return _of(box(*values, title="Ann Example"))


def _of(
    infobox: Infobox,
    *,
    sections: tuple[Section, ...] = (),
    tables: tuple[Table, ...] = (),
    refused: tuple[str, ...] = (),
) -> PageFacts:
    """Return the facts of a person's page."""
    said = page("Ann Example", infobox, sections=sections, tables=tables)
    said = replace(said, refused=refused)
    return page_facts(said, "person", MAP, SEASONS, SOURCE)


def _group(
    header: str, *values: InfoboxValue, links: tuple[str, ...] = ()
) -> InfoboxGroup:
    linked = tuple(PageLink(header, target) for target in links)
    return InfoboxGroup(header, values, "Season History", linked)
