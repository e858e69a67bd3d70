"""What words on the pages of files mean."""

from collections.abc import Sequence

import pytest

from trr_backend.ingestion.wiki.file_pages import author_of, terms_of
from trr_backend.ingestion.wiki.licences import (
    category_terms,
    is_placeholder,
    named_terms,
)
from trr_backend.integrations.fandom.files import (
    FileCategory,
    FileInfo,
    FilePage,
    FileRevision,
    FileText,
)

BY_SA = "https://creativecommons.org/licenses/by-sa"


def _stated(
    text: str = "", *categories: str, info: FileInfo | None = None
) -> tuple[str, bool] | None:
    found = terms_of(_page(text, categories, info))
    return (found.licence, found.is_free) if found else None


def _page(text: str, categories: Sequence[str], info: FileInfo | None) -> FilePage:
    return FilePage(
        title="File:A.png",
        imageinfo=[info] if info else [],
        categories=[FileCategory(f"Category:{one}") for one in categories],
        revisions=[FileRevision({"main": FileText(text)})],
    )


def _extmetadata(**said: str) -> FileInfo:
    return FileInfo(extmetadata={name: {"value": one} for name, one in said.items()})


def test_names_of_licences_are_known_however_they_are_written() -> None:
    """With version and country, as a template, a short name or a category."""
    names = ("cc-by-sa-3.0", "CC BY-SA 3.0", "Cc-by-sa-3.0-de", "CC_BY-SA/3.0")
    assert {named_terms(name) for name in names} == {named_terms("cc-by-sa-3.0")}
    found = named_terms("Cc-by-sa-3.0,2.5,2.0,1.0")
    assert found is not None
    assert (found.licence, found.is_free, found.url) == (
        "CC BY-SA 3.0",
        True,
        f"{BY_SA}/3.0/",
    )
    for name in ("Files under the CC-BY-SA 3.0 license", "CC-BY-SA-3.0 files"):
        assert category_terms(name) == found
    assert category_terms("Season 1 images") is None
    assert named_terms("infobox") is None
    placeholders = ("Noimage", "No_image-available", "Placeholder", "Rob")
    assert [is_placeholder(one) for one in placeholders] == [True, True, True, False]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("{{cc-by-sa-3.0}}", ("CC BY-SA 3.0", True)),
        ("== Licensing ==\n{{CC-BY-SA}}", ("CC BY-SA", True)),
        ("{{cc-by}}", ("CC BY", True)),
        ("{{PD}}", ("Public domain", True)),
        ("{{self}}", ("Own work under a free licence", True)),
        ("{{Self|author=Ann|GFDL|cc-by-sa-4.0}}", ("GFDL", True)),
        ("{{Other free}}", ("A free licence", True)),
        ("{{File info|author=Ann\n|license = CC BY 4.0}}", ("CC BY 4.0", True)),
        ("{{Information|author={{Me}}|license={{Cc-by-4.0}}}}", ("CC BY 4.0", True)),
        ("{{Fairuse}}", ("Fair use", False)),
        ("{{Fair use rationale\n|why=a cast photo}}", ("Fair use", False)),
        ("{{Copyright}}", ("All rights reserved", False)),
        ("{{Permission}}", ("With the owner's permission", False)),
        ("{{Cc-by-nc-sa-2.0}}", ("CC BY-NC-SA 2.0", False)),
        ("{{cc-by-sa-3.0}} {{Fairuse}}", ("Fair use", False)),
        ("{{Nolicense}}", ("No licence", False)),
        ("{{From Wikimedia}}", None),
        ("<!-- {{cc-by-sa-3.0}} --> <nowiki>{{PD}}</nowiki>", None),
        ("A photo from CBS, cc-by-sa-3.0.", None),
        ("", None),
        ("{{" * 30_000 + "|author=" + "[" * 30_000, None),
    ],
)
def test_a_licence_is_what_templates_say(
    text: str, stated: tuple[str, bool] | None
) -> None:
    """What is not free decides; what nothing names, or only a text, says nothing."""
    assert _stated(text) == stated


def test_a_licence_is_what_wiki_and_categories_say() -> None:
    """Of the wiki's own word, one that nobody knows is not free."""
    by = _extmetadata(LicenseShortName="CC BY 4.0")
    assert _stated(info=by) == ("CC BY 4.0", True)
    assert _stated("{{Fairuse}}", info=by) == ("Fair use", False)
    odd = _extmetadata(LicenseShortName="<b>Our</b> own terms")
    assert _stated("{{PD}}", info=odd) == ("Our own terms", False)
    assert _stated(info=_extmetadata(UsageTerms="Public domain")) == (
        "Public domain",
        True,
    )
    assert _stated("", "Season 1 images", "Fair use images") == ("Fair use", False)
    assert _stated("", "Public domain files") == ("Public domain", True)


@pytest.mark.parametrize(
    ("text", "info", "author"),
    [
        ("{{Information\n|Author = [[User:Ann|Ann L.]]\n}}", None, "Ann L."),
        ("{{Info|photographer=Bo [https://b.example Lee]|x=}}", None, "Bo Lee"),
        ("{{self}}", FileInfo(user="Ann_98"), "Ann_98"),
        ("{{Self|cc-by-4.0}}", FileInfo(user="Ann_98"), "Ann_98"),
        ("<!-- {{self}} -->{{cc-by}}", FileInfo(user="Ann_98"), None),
        ("{{cc-by}}", FileInfo(user="Ann_98"), None),
        ("", _extmetadata(Artist='<a href="x">Cy\n Dee</a>'), "Cy Dee"),
        ("{{Information|author=\n|date=2001}}", None, None),
        ("|author=" + "[" * 60_000, None, "[" * 200),
    ],
)
def test_an_author_is_whom_the_page_names(
    text: str, info: FileInfo | None, author: str | None
) -> None:
    """The uploader only of own work: else anybody may have uploaded it."""
    page = _page(text, (), info)
    assert author_of(page, terms_of(page)) == author
