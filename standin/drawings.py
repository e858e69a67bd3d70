"""Every picture that a catalogue names, and what to draw for it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from standin.catalogue import Catalogue
from standin.files import Json
from standin.patterns import Size
from standin.pictures import LARGEST_PIXELS, Drawing, Subject

_OFFERS = "watch/providers"
_GROUPS: dict[str, Subject] = {
    "posters": "poster",
    "backdrops": "backdrop",
    "logos": "logo",
    "stills": "still",
    "profiles": "profile",
}


def drawings(catalogue: Catalogue) -> dict[str, Drawing]:
    """Return a drawing for each path that the catalogue's series and people name.

    What a list of images says of a picture (its size, its language) counts, wherever
    else the picture is named.
    """
    named = {one.path: one for one in named_anywhere(catalogue)}
    return named | {one.path: one for one in _in_galleries(catalogue)}


def named_anywhere(catalogue: Catalogue) -> Iterator[Drawing]:
    """Yield a drawing for each time that an answer names a path, but for galleries."""
    for show in catalogue.shows():
        yield from _of_show(catalogue, show)
        for season in show.get("seasons") or []:
            yield from _of_season(catalogue, show, season)
    for person in catalogue.people.all():
        name = person.get("name") or ""
        yield from _drawn(person, "profile_path", "profile", name)


def _in_galleries(catalogue: Catalogue) -> Iterator[Drawing]:
    for show in catalogue.shows():
        number, name = show["id"], show.get("name") or ""
        yield from _gallery_of(catalogue.tv.section(number, "images"), name)
        for season in show.get("seasons") or []:
            entry = f"season/{season.get('season_number')}/images"
            images = catalogue.tv.section(number, entry)
            yield from _gallery_of(images, _season_name(show, season))
    for person in catalogue.people.all():
        images = catalogue.people.section(person["id"], "images")
        yield from _gallery_of(images, person.get("name") or "")


def _of_show(catalogue: Catalogue, show: Json) -> Iterator[Drawing]:
    name = show.get("name") or ""
    yield from _drawn(show, "poster_path", "poster", name)
    yield from _drawn(show, "backdrop_path", "backdrop", name)
    for owner in _owners(show):
        yield from _drawn(owner, "logo_path", "logo", owner.get("name") or "")
    offers = catalogue.tv.section(show["id"], _OFFERS) or {}
    for provider in _providers(offers):
        label = provider.get("provider_name") or ""
        yield from _drawn(provider, "logo_path", "logo", label)
    yield from _faces(catalogue.tv.section(show["id"], "aggregate_credits") or {})


def _of_season(catalogue: Catalogue, show: Json, season: Json) -> Iterator[Drawing]:
    label = _season_name(show, season)
    yield from _drawn(season, "poster_path", "poster", label)
    entry = f"season/{season.get('season_number')}"
    whole, regulars = (
        catalogue.tv.section(show["id"], f"{entry}{part}") or {}
        for part in ("", "/credits")
    )
    yield from _drawn(whole, "poster_path", "poster", label)
    yield from _faces(regulars)
    for episode in whole.get("episodes") or []:
        yield from _drawn(episode, "still_path", "still", episode.get("name") or "")
        yield from _faces(episode)


def _faces(credited: Json) -> Iterator[Drawing]:
    for group in ("cast", "guest_stars", "crew"):
        for person in credited.get(group) or []:
            name = person.get("name") or ""
            yield from _drawn(person, "profile_path", "profile", name)


def _owners(show: Json) -> Iterable[Json]:
    return [*(show.get("networks") or []), *(show.get("production_companies") or [])]


def _providers(offers: Json) -> Iterator[Json]:
    for region in (offers.get("results") or {}).values():
        for group in region.values():
            if isinstance(group, list):
                yield from group


def _season_name(show: Json, season: Json) -> str:
    return f"{show.get('name') or ''} {season.get('name') or ''}"


def _gallery_of(images: Json | None, name: str) -> Iterator[Drawing]:
    for group, subject in _GROUPS.items():
        for place, image in enumerate((images or {}).get(group) or [], start=1):
            words = [f"{subject} {place}", image.get("iso_639_1") or ""]
            note = ", ".join(filter(None, words)) if place > 1 else ""
            for one in _drawn(image, "file_path", subject, name):
                yield replace(one, note=note, size=_size(image))


def _size(image: Json) -> Size | None:
    """Return the size that an answer names, None where it is none to draw in."""
    size = image.get("width"), image.get("height")
    if not all(isinstance(side, int) and side > 0 for side in size):
        return None
    width, height = image["width"], image["height"]
    return (width, height) if width * height <= LARGEST_PIXELS else None


def _drawn(owner: Json, key: str, subject: Subject, label: str) -> Iterator[Drawing]:
    if owner.get(key):
        yield Drawing(subject, label, owner[key])
