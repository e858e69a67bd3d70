"""How wikis are named, and the settings about them."""

import pytest

from trr_backend.config import Settings, load_settings
from trr_backend.errors import ConfigError, InputError
from trr_backend.models.wiki import Wiki


@pytest.mark.parametrize(
    ("text", "name", "url"),
    [
        (" Survivor ", "survivor", "https://survivor.fandom.com"),
        ("survivor/de", "survivor/de", "https://survivor.fandom.com/de"),
        ("big-brother/pt-br", "big-brother/pt-br", None),
        ("https://survivor.fandom.com", "survivor", None),
        ("Survivor.fandom.com/de/", "survivor/de", None),
        ("https://Survivor.Fandom.com/wiki/Rob_Mariano", "survivor", None),
        ("http://survivor.wikia.com/api.php", "survivor", None),
        ("https://survivor.fandom.com/de/wiki/Rob", "survivor/de", None),
        (
            "https://Wiki.example.org/w/api.php",
            "wiki.example.org/w",
            "https://wiki.example.org/w",
        ),
        ("http://[::1]:8080/", "[::1]:8080", "http://[::1]:8080"),
        (
            "https://en.wikipedia.org/w/index.php",
            "en.wikipedia.org/w",
            "https://en.wikipedia.org/w",
        ),
    ],
)
def test_a_wiki_is_named_in_many_ways(text: str, name: str, url: str | None) -> None:
    """By a name of Fandom's, or by an address of its; all else by its own address."""
    wiki = Wiki.parse(text)

    assert wiki.name == name
    assert wiki.url == (url or Wiki.fandom(name).url)
    assert wiki.source == ("fandom" if "fandom.com" in wiki.url else "wiki")
    assert wiki.limited_as == f"wiki:{name}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sur vivor",
        "survivor/german",
        "ftp://wiki.example.org",
        "https://",
        "https://me:secret@wiki.example.org",
        "https://wiki.example.org/w?title=Rob",
        "https://wiki.example.org:port",
        "https://[::1",
    ],
)
def test_what_names_no_wiki_is_refused(text: str) -> None:
    """Whether it is an argument or a setting."""
    with pytest.raises(InputError, match="use a Fandom name such as survivor"):
        Wiki.parse(text)


def test_wikis_that_are_not_free_are_known_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However the setting writes them; what is none is named with the setting."""
    monkeypatch.setenv(
        "TRR_UNFREE_WIKIS", "Survivor, https://survivor.fandom.com, http://a.org/w/"
    )
    assert load_settings().unfree_wikis == ("survivor", "a.org/w")

    monkeypatch.setenv("TRR_UNFREE_WIKIS", "survivor,my wiki")
    with pytest.raises(ConfigError, match=r"TRR_UNFREE_WIKIS: 'my wiki' names no wiki"):
        load_settings()


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("https://fandom.com", "must hold {wiki} once"),
        ("https://{wiki}.{wiki}.com", "must hold {wiki} once"),
        ("https://{wiki}.fandom.com/{language}", "must hold {wiki} once"),
        ("{wiki}.fandom.com", "must begin with http:// or https://"),
        ("https://me@{wiki}.fandom.com", "must hold no user name"),
        ("https://example.org/?wiki={wiki}", "must hold no user name, query"),
    ],
)
def test_a_template_that_leads_nowhere_is_refused(
    monkeypatch: pytest.MonkeyPatch, template: str, said: str
) -> None:
    """What is lacking is said with the name of the setting."""
    monkeypatch.setenv("FANDOM_URL_TEMPLATE", template)

    with pytest.raises(ConfigError) as refused:
        load_settings()

    assert str(refused.value).startswith(f"FANDOM_URL_TEMPLATE: {said}")


def test_a_template_may_have_a_path() -> None:
    """Such as that of a stand-in."""
    settings = Settings(
        _env_file=None, fandom_url_template="http://127.0.0.1:80/fandom/{wiki}/"
    )

    assert settings.fandom_url_template == "http://127.0.0.1:80/fandom/{wiki}"
