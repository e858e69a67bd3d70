"""Template maps: what names mean, and what a wrong file is refused for."""

import re
from pathlib import Path

import pytest

from trr_backend.errors import ConfigError
from trr_backend.ingestion.wiki import maps
from trr_backend.ingestion.wiki.maps import FieldRule, load_map, map_version
from trr_backend.ingestion.wiki.maps.template_map import SectionRule

_DECISION = Path(__file__).parents[4] / "docs" / "decisions" / "0037-template-maps.md"
OURS = sorted(one.stem for one in Path(maps.__file__).parent.glob("*.toml"))


def test_our_own_maps_can_be_used() -> None:
    """Each has a version of its own, of 31 bits, that is the same every time."""
    versions = {name: map_version(load_map(name)) for name in OURS}

    assert {"default", "survivor", "survivor-demo", "bigbrother"} < versions.keys()
    assert len(set(versions.values())) == len(versions)
    assert all(0 <= version < 2**31 for version in versions.values())
    assert map_version(load_map("survivor")) == versions["survivor"]


def test_the_decision_names_every_field() -> None:
    """docs/decisions/0037 is where people look for what a fact may be called."""
    words = set(re.findall(r"[a-z_]+", _DECISION.read_text("utf-8")))
    used = [load_map(name) for name in OURS]

    fields = {
        rule.field for one in used for of in one.fields.values() for rule in of.values()
    }
    fields |= {rule.field for one in used for rule in one.sections.values()}

    assert fields - words == set()


def test_names_mean_fields_whatever_their_case_blanks_and_numbers() -> None:
    """The name without its digits counts where the whole one means nothing."""
    default = load_map("some.wiki.example/w")

    birthday = FieldRule("birthday", "date")
    assert default.rule("person", "birthdate") == (birthday, 0)
    assert default.rule("person", maps.key("Date_of birth:")) == (birthday, 0)
    placement = FieldRule("placement", of_season=True)
    assert default.rule("person", "place3") == (placement, 3)
    assert default.rule("season", "place3") is None
    assert default.column("Original Tribe") == "team"
    assert default.section("person", "TRIVIA") == SectionRule("trivia")
    assert default.section("show", "Taglines") is None
    assert default.means("nothing", "\u2014")
    assert default.means("male", "M\u00e4nnlich")
    assert {"contestant", "season", "infoboxtelevision"} < default.infobox_templates


def test_of_big_brother_a_status_needs_a_number() -> None:
    """There `Currently` is what somebody is altogether, `Currently1` in a season."""
    house = load_map("bigbrother")

    status = FieldRule("status", of_season=True, numbered=True)
    assert house.rule("person", "currently") is None
    assert house.rule("person", "currently2") == (status, 2)


def test_a_map_is_laid_over_the_default_and_a_users_over_ours(tmp_path: Path) -> None:
    """Names are added and taken from other fields; settings and patterns replace."""
    _write(
        tmp_path / "survivor.toml",
        """
        [person.sect]
        type = "list"
        names = ["Tribe", "Cult"]
        [person.placement]
        of_season = false
        [ignored]
        person = ["Days"]
        [sections.trivia]
        by_season = true
        headings = ["Did you know"]
        [titles]
        gallery = ["{title} (pictures)"]
        """,
    )
    _write(tmp_path / "default.toml", '[person.ship]\nnames = ["boat", "tribe"]')

    ours, mine = load_map("survivor"), load_map("survivor", tmp_path)

    assert ours.rule("person", "tribe") == (
        FieldRule("team", "list", of_season=True),
        0,
    )
    assert mine.rule("person", "tribe") == (FieldRule("sect", "list"), 0)
    assert mine.rule("person", "tribes2") == (
        FieldRule("team", "list", of_season=True),
        2,
    )
    assert mine.rule("person", "boat") == (FieldRule("ship"), 0)
    assert mine.rule("person", "place") == (FieldRule("placement"), 0)
    assert mine.rule("person", "days") is None
    assert mine.section("show", "Trivia") == SectionRule("trivia", by_season=True)
    assert mine.section("show", "Did you know?") == mine.section("show", "Trivia")
    assert mine.titles.gallery == ("{title} (pictures)",)
    assert mine.titles.season == ours.titles.season
    assert map_version(mine) != map_version(ours)
    assert map_version(load_map("survivor", tmp_path)) == map_version(mine)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[person", "this template map cannot be read: Expected ']'"),
        ("[persons.birthday]", "the file: Object contains unknown field `persons`"),
        (
            '[person.birthday]\ntpye = "date"',
            "person.birthday: Object contains unknown field `tpye`",
        ),
        (
            '[person.birthday]\ntype = "day"',
            "person.birthday.type: Invalid enum value 'day'",
        ),
        (
            "[person.birthday]\nnames = [7]",
            "person.birthday.names[0]: Expected `str`, got `int`",
        ),
        (
            '[person.birthday]\nnames = "born"',
            "person.birthday.names: Expected `array`, got `str`",
        ),
        (
            '[person."Birth day"]\nnames = ["born"]',
            (
                "person.Birth day: a field is named in lower case with _, "
                "such as place_of_birth"
            ),
        ),
        (
            '[person.a]\nnames = ["x y"]\n[person.b]\nnames = ["X_Y"]',
            "person.b: person.a has the name xy, too",
        ),
        (
            '[person.snapchat]\ntype = "handle"',
            (
                "person.snapchat.type: a handle is one of instagram_handle, "
                "twitter_handle, tiktok_handle, youtube_handle, facebook_handle"
            ),
        ),
        (
            '[columns]\nname = ["Who"]\nteam = ["who"]',
            "columns.team: columns.name has the name who, too",
        ),
        (
            '[sections.trivia]\nof = ["people"]',
            "sections.trivia.of[0]: Invalid enum value 'people'",
        ),
        (
            '[titles]\nseason = ["{show} {numbr}"]',
            (
                "titles.season[0]: a pattern is made of {country}, {name}, {number}, "
                "{show}"
            ),
        ),
        ('[titles]\ngallery = ["Gallery"]', "titles.gallery[0]: a pattern is made of"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_field(
    tmp_path: Path, text: str, said: str
) -> None:
    """A misspelt word would silently lose what it was to find."""
    path = tmp_path / "survivor_de.toml"
    _write(path, text)

    with pytest.raises(ConfigError) as refused:
        load_map("survivor/de", tmp_path)

    assert str(refused.value).startswith(f"{path}: {said}")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Else the maps in it would be missed by nobody."""
    folder = tmp_path / "maps"

    with pytest.raises(ConfigError, match=f"^TRR_WIKI_MAPS names no folder: {folder}$"):
        load_map("survivor", folder)


def _write(path: Path, text: str) -> None:
    lines = (line.strip() for line in text.splitlines())
    path.write_text("\n".join(lines), "utf-8")
