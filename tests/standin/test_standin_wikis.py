"""What a wiki answers: the same as MediaWiki 1.39 answered to the same questions."""

from pathlib import Path
from urllib.parse import quote

import pytest

from standin.files import Json
from standin.wiki.errors import ApiError
from standin.wiki.state import Wiki
from tests.standin.wiki_answers import BASE, ask, pages, wiki_of

ROB = (
    "'''Rob''' [[File:Rob.png]] [[File:None.jpg]] [[Category:Contestants]] "
    "[[Category:Alpha]]"
)
BAD_CONTINUE = (
    "Invalid continue param. You should pass the original value returned by the "
    "previous query."
)
FILE_PAGE = "== Summary ==\n{{CC-BY-SA}} a file"


@pytest.fixture
def wiki(tmp_path: Path) -> Wiki:
    """A page, redirects to it and in circles, and four pages that look alike."""
    texts = {
        "Rob Mariano": ROB,
        "Boston Rob": "#REDIRECT [[Rob Mariano]]",
        "Rob M.": "#REDIRECT [[Boston Rob#Life]]",
        "LoopA": "#REDIRECT [[LoopB]]",
        "LoopB": "#redirect [[LoopA]]",
        "Self": "#REDIRECT [[Self]]",
        "ToNowhere": "#REDIRECT [[Nowhere]]",
    }
    alike = "[[Category:C1]] [[Category:C2]] [[File:Rob.png]] {{Tie|[[x]]}}"
    texts |= {f"Page {number}": alike for number in range(1, 5)}
    file = {"width": 320, "height": 400, "user": "Admin", "text": FILE_PAGE}
    return wiki_of(tmp_path, texts, files={"Rob.png": file})


def test_titles_are_normalised_and_redirects_followed(wiki: Wiki) -> None:
    """Chains are listed link by link; a circle leads to no page."""
    asked = [*("Rob_M.", "LoopA", "Self", "ToNowhere", "nope", "bad[title")]
    asked += ["Special:RecentChanges", "Rob Mariano#x", "Image:rob.png"]

    answer = ask(wiki, redirects="1", titles=asked)

    def changed(source: str, target: str) -> Json:
        return {"fromencoded": False, "from": source, "to": target}

    assert answer == {
        "batchcomplete": True,
        "query": {
            "normalized": [
                changed("Rob_M.", "Rob M."),
                changed("nope", "Nope"),
                changed("Rob Mariano#x", "Rob Mariano"),
                changed("Image:rob.png", "File:Rob.png"),
            ],
            "redirects": [
                {"from": "Rob M.", "to": "Boston Rob", "tofragment": "Life"},
                {"from": "LoopA", "to": "LoopB"},
                {"from": "Self", "to": "Self"},
                {"from": "ToNowhere", "to": "Nowhere"},
                {"from": "Boston Rob", "to": "Rob Mariano"},
                {"from": "LoopB", "to": "LoopA"},
            ],
            "pages": [
                {"ns": 0, "title": "Nowhere", "missing": True},
                {"ns": 0, "title": "Nope", "missing": True},
                {"ns": -1, "title": "Special:RecentChanges", "special": True},
                {
                    "title": "bad[title",
                    "invalidreason": "The requested page title contains invalid "
                    'characters: "[".',
                    "invalid": True,
                },
                {"pageid": 2, "ns": 0, "title": "Rob Mariano"},
                {"pageid": file_number(wiki), "ns": 6, "title": "File:Rob.png"},
            ],
        },
    }


def file_number(wiki: Wiki) -> int:
    """Return the number of the only file's page."""
    return wiki.pages[wiki.names.parse("File:Rob.png")].number


def test_a_page_says_what_is_asked_of_it(wiki: Wiki) -> None:
    """Revision with its text, lists in the order of their names, addresses."""
    answer = ask(
        wiki,
        prop=["revisions", "pageprops", "images", "categories", "info"],
        rvprop=["ids", "timestamp", "content", "sha1", "size"],
        rvslots="main",
        inprop="url",
        cllimit="max",
        pageids=[2, 999],
    )

    (page, gone) = pages(answer)
    page.pop("touched")
    main = {"contentmodel": "wikitext", "contentformat": "text/x-wiki", "content": ROB}
    here = f"{BASE}/fandom/tiny/index.php"
    assert gone == {"pageid": 999, "missing": True}
    assert page == {
        "pageid": 2,
        "ns": 0,
        "title": "Rob Mariano",
        "revisions": [
            {
                "revid": 2,
                "parentid": 0,
                "timestamp": "2026-01-01T00:00:00Z",
                "size": 88,
                "sha1": "c6da95525d1bdbc431951590fd6445e2b74bf7cd",
                "slots": {"main": main},
            }
        ],
        "images": [
            {"ns": 6, "title": "File:None.jpg"},
            {"ns": 6, "title": "File:Rob.png"},
        ],
        "categories": [
            {"ns": 14, "title": "Category:Alpha"},
            {"ns": 14, "title": "Category:Contestants"},
            {"ns": 14, "title": "Category:Pages with broken file links"},
        ],
        "contentmodel": "wikitext",
        "pagelanguage": "en",
        "pagelanguagehtmlcode": "en",
        "pagelanguagedir": "ltr",
        "lastrevid": 2,
        "length": 88,
        "new": True,
        "fullurl": f"{here}/Rob_Mariano",
        "editurl": f"{here}?title=Rob_Mariano&action=edit",
        "canonicalurl": f"{here}/Rob_Mariano",
    }
    assert answer["limits"] == {"categories": 500}


def test_a_long_answer_goes_on_where_it_stopped(wiki: Wiki) -> None:
    """Every part names all pages; a module that is through is not asked again."""
    asked = {
        "prop": ["images", "categories", "templates"],
        "titles": [f"Page {number}" for number in range(1, 5)],
        "imlimit": 3,
        "cllimit": 5,
    }

    first = ask(wiki, **asked)
    second = ask(wiki, **asked, **first["continue"])

    assert "batchcomplete" not in first
    assert first["continue"] == {
        "imcontinue": "12|Rob.png",
        "clcontinue": "11|C2",
        "continue": "||templates",
    }
    assert ("batchcomplete" in second, "continue" in second) == (True, False)
    assert [[key for key in page if key not in _HEAD] for page in pages(second)] == [
        [],
        [],
        ["categories"],
        ["images", "categories"],
    ]
    titles = [one["title"] for one in pages(second)[2]["categories"]]
    assert titles == ["Category:C2"]


_HEAD = {"pageid", "ns", "title"}


def test_redirects_to_a_page_are_listed(wiki: Wiki) -> None:
    """Those that lead straight to it; also to a page that is not there."""
    titles = ["Rob Mariano", "Boston Rob", "Nowhere"]
    asked = {"prop": "redirects", "titles": titles, "rdlimit": 2}
    asked["rdprop"] = "pageid|title|fragment"

    first = ask(wiki, **asked, curtimestamp="1")
    second = ask(wiki, **asked, **first["continue"])

    assert first["curtimestamp"].endswith("Z")
    assert first["continue"] == {"rdcontinue": "Rob_Mariano|3", "continue": "||"}
    assert [page.get("redirects") for page in pages(first)] == [
        [{"pageid": 8, "ns": 0, "title": "ToNowhere"}],
        None,
        [{"pageid": 4, "ns": 0, "title": "Rob M.", "fragment": "Life"}],
    ]
    assert [page.get("redirects") for page in pages(second)] == [
        None,
        [{"pageid": 3, "ns": 0, "title": "Boston Rob"}],
        None,
    ]


def test_a_site_may_say_less_at_once(tmp_path: Path) -> None:
    """Limits of the site hold for what else has no limit, too."""
    limits = {"revisions": 1, "info": 1}
    site = {"sitename": "W", "family": "mediawiki", "limits": limits}
    small = wiki_of(tmp_path, {"A": "a", "B": "b"}, site=site)

    answer = ask(small, prop=["revisions", "info"], titles=["A", "B"], rvprop="ids")

    assert answer["continue"] == {
        "rvcontinue": "3|3",
        "incontinue": "0|B",
        "continue": "||",
    }
    more = ask(
        small,
        prop=["revisions", "info"],
        titles=["A", "B"],
        rvprop="ids",
        **answer["continue"],
    )
    assert [page.get("revisions") for page in pages(more)] == [
        None,
        [{"revid": 3, "parentid": 0}],
    ]


def test_a_file_says_where_it_is(wiki: Wiki) -> None:
    """One that is not there is missing; the page that describes it is a page."""
    answer = ask(
        wiki,
        prop=["imageinfo", "templates"],
        iiprop=["url", "size", "mime", "user", "extmetadata"],
        titles=["File:Rob.png", "File:None.jpg"],
    )

    (gone, file) = pages(answer)
    assert gone["missing"]
    assert gone["imagerepository"] == ""
    here = f"{BASE}/fandom/tiny"
    (info,) = file["imageinfo"]
    assert info.pop("size") > 1000
    assert file["templates"] == [{"ns": 10, "title": "Template:CC-BY-SA"}]
    hidden = {"source": "mediawiki-metadata", "hidden": ""}
    assert info == {
        "user": "Admin",
        "width": 320,
        "height": 400,
        "url": f"{here}/images/2/2f/Rob.png",
        "descriptionurl": f"{here}/index.php/File:Rob.png",
        "descriptionshorturl": f"{here}/index.php?curid={file['pageid']}",
        "extmetadata": {
            "DateTime": {"value": "2026-01-01T00:00:00Z", **hidden},
            "ObjectName": {"value": "Rob", **hidden},
        },
        "mime": "image/png",
    }


@pytest.mark.parametrize(
    ("asked", "code", "info"),
    [
        (
            {"titles": [f"T{number}" for number in range(51)]},
            "toomanyvalues",
            'Too many values supplied for parameter "titles". The limit is 50.',
        ),
        (
            {"pageids": "2|x"},
            "badinteger",
            'Invalid value "x" for integer parameter "pageids".',
        ),
        (
            {"titles": "A", "pageids": "2"},
            "multisource",
            'The "pageids" parameter cannot be used with "titles".',
        ),
        (
            {"titles": "Page 1", "prop": "images", "imcontinue": "zz"},
            "badcontinue",
            BAD_CONTINUE,
        ),
        (
            {"list": "recentchanges", "rcstart": "yesterday"},
            "badtimestamp",
            'Invalid value "yesterday" for timestamp parameter "rcstart".',
        ),
    ],
)
def test_what_cannot_be_answered_is_an_error(
    wiki: Wiki, asked: dict[str, object], code: str, info: str
) -> None:
    """The codes and words are MediaWiki's."""
    with pytest.raises(ApiError) as error:
        ask(wiki, **asked)

    assert (error.value.code, error.value.info) == (code, info)


def test_what_is_not_known_gets_a_warning(wiki: Wiki) -> None:
    """Parameters, modules and values, as MediaWiki warns of them."""
    answer = ask(wiki, prop="nope|info", inprop="url|zzz", foo="1", imlimit="3")

    assert answer["warnings"] == {
        "query": {"warnings": 'Unrecognized value for parameter "prop": nope'},
        "info": {"warnings": 'Unrecognized value for parameter "inprop": zzz'},
        "main": {"warnings": "Unrecognized parameters: foo, imlimit."},
    }


def test_a_site_says_its_name_namespaces_and_licence(tmp_path: Path) -> None:
    """Of Fandom the addresses are the public ones; names may be another language's."""
    rights = {"url": "https://www.fandom.com/licensing", "text": "CC-BY-SA"}
    site = {"sitename": "W", "lang": "de", "rights": rights}
    site["namespaces"] = {"6": "Datei"}
    wiki = wiki_of(tmp_path, {}, site=site)
    wiki.name = "tiny/de"

    answer = ask(wiki, meta="siteinfo", siprop=["general", "rightsinfo", "namespaces"])

    said = answer["query"]
    general = {key: said["general"][key] for key in ("sitename", "lang", "server")}
    assert general == {
        "sitename": "W",
        "lang": "de",
        "server": "https://tiny.fandom.com",
    }
    assert said["general"]["articlepath"] == "/de/wiki/$1"
    assert said["rightsinfo"] == rights
    assert said["namespaces"]["6"]["name"] == "Datei"
    assert said["namespaces"]["6"]["canonical"] == "File"
    assert wiki.names.parse("file:a b.png").text == "Datei:A b.png"


def test_titles_in_other_scripts_come_back_composed(wiki: Wiki) -> None:
    """What is not NFC is normalised twice over, with a warning."""
    spread = "cafe\u0301"

    answer = ask(wiki, titles=[spread, "サー"])

    assert answer["query"]["normalized"] == [
        {"fromencoded": True, "from": quote(spread), "to": "caf\u00e9"},
        {"fromencoded": False, "from": "caf\u00e9", "to": "Caf\u00e9"},
    ]
    assert [page["title"] for page in pages(answer)] == ["サー", "Caf\u00e9"]
    assert answer["warnings"].keys() == {"query"}
