"""What a wiki says of itself, and whether its licence is a free one."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.wiki_answers import SURVIVOR, Answers, Json, wiki_client
from trr_backend.errors import Changed
from trr_backend.ingestion.wiki.fetch import fetch_site, site_from
from trr_backend.ingestion.wiki.site import is_free_licence, page_url
from trr_backend.models.documents import DocumentKey
from trr_backend.models.wiki import Wiki, WikiSite

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TERMS = "https://www.fandom.com/licensing"


def _site(
    text: str = "CC-BY-SA",
    url: str = TERMS,
    files: object = None,
    **general: object,
) -> Json:
    said = {
        "sitename": "Survivor Wiki",
        "lang": "en",
        "server": "https://survivor.fandom.com",
        "articlepath": "/wiki/$1",
        "time": "2026-11-22T12:00:00Z",
        **general,
    }
    namespace = {"id": 6, "case": "first-letter", "content": False, "name": "File"}
    return {
        "batchcomplete": True,
        "query": {
            "general": said,
            "rightsinfo": {"url": url, "text": text},
            "namespaces": {"0": {"id": 0, "name": ""}, "6": files or namespace},
        },
    }


async def test_a_site_is_kept_as_it_came() -> None:
    """With the licence that it states itself, for ten years."""
    answer = _site()

    site, document = await fetch_site(wiki_client(Answers(answer)), SURVIVOR, NOW)

    assert site == WikiSite(
        site_name="Survivor Wiki",
        language="en",
        article_url="https://survivor.fandom.com/wiki/$1",
        licence="CC-BY-SA",
        licence_url=TERMS,
        is_free=True,
        file_namespace="File",
    )
    assert document.key == DocumentKey("fandom", "site", "survivor")
    assert document.url.startswith("https://survivor.fandom.com/api.php?action=query")
    assert document.licence == f"CC-BY-SA ({TERMS})"
    assert document.expires_at - NOW == timedelta(days=3650)
    assert site_from(document) == site


@pytest.mark.parametrize(
    ("wiki", "said", "article_url", "licence_url"),
    [
        # A stand-in says where it is; pages of Fandom are where they are.
        (
            "survivor",
            {"server": "http://127.0.0.1:9"},
            "https://survivor.fandom.com/wiki/$1",
            TERMS,
        ),
        (
            "survivor/de",
            {"articlepath": "/de/wiki/$1", "url": "//www.fandom.com/licensing"},
            "https://survivor.fandom.com/de/wiki/$1",
            TERMS,
        ),
        (
            "https://wiki.example.org/w",
            {"server": "//www.example.org", "url": "/wiki/Project:Terms"},
            "https://www.example.org/wiki/$1",
            "https://wiki.example.org/wiki/Project:Terms",
        ),
        (
            "http://wiki.example.org:8080",
            {"server": "javascript:alert(1)", "url": "javascript:alert(1)"},
            "http://wiki.example.org:8080/wiki/$1",
            None,
        ),
        (
            "https://wiki.example.org/w",
            {"server": "https://wiki.example.org/", "url": ""},
            "https://wiki.example.org/wiki/$1",
            None,
        ),
    ],
)
async def test_addresses_are_whole_and_public(
    wiki: str, said: Json, article_url: str, licence_url: str | None
) -> None:
    """What a wiki leaves out of them, or says as none, is known from where it is."""
    client = wiki_client(Answers(_site(**said)))

    site, _ = await fetch_site(client, Wiki.parse(wiki), NOW)

    assert (site.article_url, site.licence_url) == (article_url, licence_url)


@pytest.mark.parametrize(
    ("files", "name"),
    [({"name": "Datei"}, "Datei"), ({"*": "Fichier"}, "Fichier"), ({"id": 6}, "File")],
)
async def test_files_are_called_something_else_elsewhere(
    files: Json, name: str
) -> None:
    """As the wiki's language has it, in both formats."""
    site, _ = await fetch_site(wiki_client(Answers(_site(files=files))), SURVIVOR, NOW)

    assert site.file_namespace == name


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"articlepath": "/wiki/"}, "query.general.articlepath"),
        ({"sitename": None}, "query.general.sitename"),
    ],
)
async def test_a_site_of_another_shape_is_named(changed: Json, field: str) -> None:
    """Before it is kept."""
    client = wiki_client(Answers(_site(**changed)))

    with pytest.raises(Changed) as wrong:
        await fetch_site(client, SURVIVOR, NOW)

    assert wrong.value.field == field


async def test_an_answer_without_a_licence_is_of_another_shape() -> None:
    """It may have been cut: that a wiki states none it says itself."""
    answer = _site()
    del answer["query"]["rightsinfo"]

    with pytest.raises(Changed, match="rightsinfo"):
        await fetch_site(wiki_client(Answers(answer)), SURVIVOR, NOW)


FREE = [
    ("CC-BY-SA", TERMS),
    ("CC BY-SA 3.0", None),
    ("CC BY 4.0", None),
    ("Creative Commons Attribution-Share Alike License 3.0 (Unported)", None),
    ("Attribution-Share Alike 4.0", None),
    ("GNU Free Documentation License 1.3 or later", None),
    ("GFDL", None),
    ("Creative Commons Zero (Public Domain)", None),
    ("CC0", None),
    ("Public Domain", None),
    ("クリエイティブ・コモンズ 表示-継承", "//creativecommons.org/licenses/by-sa/4.0/"),
    (None, "https://creativecommons.org/licenses/by/4.0/deed.ja"),
    (None, "https://creativecommons.org/publicdomain/zero/1.0/"),
    ("", "https://www.gnu.org/licenses/fdl-1.3.html"),
    ("", "https://www.gnu.org/copyleft/fdl.html"),
    ("", "https://www.gnu.org/licenses/old-licenses/fdl-1.2.html"),
]
NOT_FREE = [
    (None, None),
    ("", ""),
    (None, TERMS),
    ("See our terms", "https://wiki.example.org/terms"),
    ("CC-BY-NC-SA", TERMS),
    ("CC BY-ND 4.0", None),
    ("Creative Commons Attribution-NonCommercial-ShareAlike 3.0 License", None),
    ("Creative Commons Attribution-Non Commercial 2.5", None),
    ("Creative Commons Attribution-NoDerivs", None),
    ("Namensnennung-Nicht kommerziell 4.0 (CC BY)", None),
    ("表示-非営利-継承", "https://creativecommons.org/licenses/by-sa/4.0/"),
    ("Creative Commons", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
    ("Creative Commons", "https://creativecommons.org/licenses/by-nd/3.0/"),
    ("CC BY-SA", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
    ("All rights reserved", "https://creativecommons.org/licenses/by-sa/3.0/"),
    ("Copyright", "https://example.org/?creativecommons.org"),
]


def test_free_are_the_licences_that_let_anybody_sell_and_change() -> None:
    """What is not stated, or in words that nobody here knows, is not free."""
    assert [one for one in FREE if not is_free_licence(*one)] == []
    assert [one for one in NOT_FREE if is_free_licence(*one)] == []


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("Rob Mariano", "Rob_Mariano"),
        ("Survivor: Marquesas/Gallery", "Survivor:_Marquesas/Gallery"),
        ("Who's who? #1 & 100%", "Who%27s_who%3F_%231_%26_100%25"),
        ("José", "Jos%C3%A9"),
    ],
)
def test_a_page_has_the_address_that_its_wiki_gives_it(title: str, path: str) -> None:
    """https://www.mediawiki.org/wiki/Manual:PAGENAMEE_encoding."""
    articles = "https://survivor.fandom.com/wiki/$1"
    site = WikiSite("Survivor Wiki", "en", articles, None, None, is_free=False)

    assert page_url(site, title) == f"https://survivor.fandom.com/wiki/{path}"
