"""Texts in other languages than the installation's first, as records."""

from collections.abc import Mapping
from dataclasses import dataclass

from trr_backend.integrations.tmdb.wire import TvDetails
from trr_backend.models.seasons import Translation
from trr_backend.utils.text import clean, web_address


@dataclass(frozen=True, slots=True)
class Texts:
    """What one language says of a season or an episode, without placeholders."""

    name: str | None
    overview: str | None


def translations(
    by_language: Mapping[str, Texts | None],
) -> tuple[Translation, ...] | None:
    """Return the texts in each language; one without any text is left out.

    None where a language did not answer (None): what is stored of it stays then.
    """
    said = [(language, texts) for language, texts in by_language.items() if texts]
    if len(said) < len(by_language):
        return None
    return tuple(
        Translation(language=language, name=texts.name, overview=texts.overview)
        for language, texts in said
        if texts.name or texts.overview
    )


def show_translations(tv: TvDetails) -> tuple[Translation, ...] | None:
    """Return a show's texts in every language that TMDb has, the first one's too.

    Languages are named as TMDb does: `pt-BR`, or `pt` where it gives no region.
    """
    listed = tv.translations.translations if tv.translations else None
    if listed is None:
        return None
    found: dict[str, Translation] = {}
    for one in listed:
        language = "-".join(filter(None, (clean(one.iso_639_1), clean(one.iso_3166_1))))
        if not clean(one.iso_639_1) or one.data is None:
            continue
        texts = Translation(
            language=language,
            name=clean(one.data.name),
            overview=clean(one.data.overview),
            tagline=clean(one.data.tagline),
            homepage=web_address(one.data.homepage),
        )
        if texts != Translation(language):
            found.setdefault(language, texts)
    return tuple(found.values())
