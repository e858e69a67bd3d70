"""In which script the readers of a language have a name."""

import pytest

from trr_backend.ingestion.wiki.writing import is_latin, is_written_in

NAMES = {
    "en": "Jos\u00e9 O'Neil",
    "ja": "\u7530\u4e2d \u30cf\u30ca\u30fc",
    "ko": "\ud0c0\ub098\uce74",
    "ar": "\u0644\u064a\u0644\u0649 \u0646\u0627\u0635\u0631",
    "uk": "\u041a\u0435\u043d",
    "th": "\u0e40\u0e04\u0e19",
}


@pytest.mark.parametrize("language", NAMES)
def test_a_name_is_written_as_one_language_writes_it(language: str) -> None:
    """A language that is not known is taken for one in Latin letters."""
    assert [one for one in NAMES if is_written_in(NAMES[one], language)] == [language]
    assert is_latin(NAMES[language]) is (language == "en")
    assert is_written_in(NAMES["en"], "xx")
    assert is_written_in(NAMES["ja"], "ja-hrkt")
