"""The shape of a series' texts in other languages: the part `translations`."""

from msgspec import Struct


class TranslatedTexts(Struct, frozen=True, kw_only=True):
    """Texts in one language; "" where it has none or means the original name."""

    name: str | None = None
    overview: str | None = None
    tagline: str | None = None
    homepage: str | None = None


class Translated(Struct, frozen=True, kw_only=True):
    """One language; answers of 2014 have neither `data` nor a region."""

    iso_639_1: str | None = None
    iso_3166_1: str | None = None
    data: TranslatedTexts | None = None


class Translations(Struct, frozen=True, kw_only=True):
    """The appended part `translations`."""

    translations: list[Translated] | None = None
