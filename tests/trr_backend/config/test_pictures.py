"""Which pictures an installation keeps, as its settings say it."""

from typing import Any

import pytest

from trr_backend.config import Settings, load_settings
from trr_backend.errors import ConfigError

DEFAULT: dict[str, int | None] = {
    "poster": 10,
    "backdrop": 10,
    "logo": 5,
    "season-poster": 5,
    "still": 1,
    "photo": 5,
}


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("", {}),
        ("poster=all", {"poster": None}),
        (" still = 0 ,, photo=25 ", {"still": 0, "photo": 25}),
    ],
)
def test_a_kind_has_its_default_until_it_is_named(
    text: str, changed: dict[str, int | None]
) -> None:
    """None stands for all of them."""
    assert _settings(images=text).images_taken == {**DEFAULT, **changed}


@pytest.mark.parametrize(
    ("words", "languages", "codes"),
    [
        ("", ("de-DE", "pt-BR"), {"de", "pt", "en", ""}),
        ("fr, pt-BR", ("de-DE",), {"fr", "pt"}),
        ("textless", ("de-DE",), {""}),
        ("de,all", ("de-DE",), None),
    ],
)
def test_languages_are_codes(
    words: str, languages: tuple[str, ...], codes: set[str] | None
) -> None:
    """Without a region; the empty one is that of pictures without text."""
    found = _settings(image_languages=words, languages=languages)
    assert found.image_language_codes == codes


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "TRR_IMAGES",
            "posters=1",
            "'posters' is no kind of picture; there are poster",
        ),
        ("TRR_IMAGES", "all", "'all' is no kind of picture; there are poster"),
        ("TRR_IMAGES", "poster", "'' is no number of pictures; write poster=10"),
        ("TRR_IMAGES", "poster=-1", "'-1' is no number of pictures; write poster=10"),
        ("TRR_IMAGES", "still=1.5", "'1.5' is no number of pictures; write still=10"),
        ("TRR_IMAGES", f"logo={10**7}", "is no number of pictures; write logo=10"),
        ("TRR_IMAGES", "poster=1,poster=2", "poster is there twice"),
        ("TRR_IMAGE_LANGUAGES", "en,German", "'German' is no language of pictures"),
        ("TRR_IMAGE_LANGUAGES", "none", "'none' is no language of pictures"),
    ],
)
def test_what_cannot_be_meant_is_said_where_it_is_set(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    """With what to write instead."""
    monkeypatch.setenv(name, value)

    with pytest.raises(ConfigError) as caught:
        load_settings()

    assert str(caught.value).startswith(f"{name}: ")
    assert said in str(caught.value)


def _settings(**given: Any) -> Settings:
    return Settings(_env_file=None, **given)
