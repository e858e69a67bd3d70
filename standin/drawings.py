"""Every picture that a catalogue names, and what to draw for it."""

from collections.abc import Iterable, Iterator

from standin.catalogue import Catalogue
from standin.files import Json
from standin.pictures import Drawing, Subject

_OFFERS = "watch/providers"
_GROUPS: dict[str, Subject] = {
    "posters": "poster",
    "backdrops": "backdrop",
    "logos": "logo",
    "stills": "still",
    "profiles": "profile",
}


def drawings(catalogue: Catalogue) -> Iterator[Drawing]:
    """Yield a drawing for each path that the catalogue's series and people name."""
    for show in catalogue.shows():
        yield from _of_show(catalogue, show)
        for season in show.get("seasons") or []:
            yield from _of_season(catalogue, show, season)
    for person in catalogue.people.all():
        name = person.get("name") or ""
        yield from _drawn(person, "profile_path", "profile", name)
        images = catalogue.people.section(person["id"], "images") or {}
        yield from _gallery_of(images, name)


def _of_show(catalogue: Catalogue, show: Json) -> Iterator[Drawing]:
    name = show.get("name") or ""
    yield from _drawn(show, "poster_path", "poster", name)
    yield from _drawn(show, "backdrop_path", "backdrop", name)
    for owner in _owners(show):
        yield from _drawn(owner, "logo_path", "logo", owner.get("name") or "")
    yield from _gallery_of(catalogue.tv.section(show["id"], "images") or {}, name)
    offers = catalogue.tv.section(show["id"], _OFFERS) or {}
    for provider in _providers(offers):
        label = provider.get("provider_name") or ""
        yield from _drawn(provider, "logo_path", "logo", label)
    yield from _faces(catalogue.tv.section(show["id"], "aggregate_credits") or {})


def _of_season(catalogue: Catalogue, show: Json, season: Json) -> Iterator[Drawing]:
    label = f"{show.get('name') or ''} {season.get('name') or ''}"
    yield from _drawn(season, "poster_path", "poster", label)
    entry = f"season/{season.get('season_number')}"
    whole, regulars, images = (
        catalogue.tv.section(show["id"], f"{entry}{part}") or {}
        for part in ("", "/credits", "/images")
    )
    yield from _drawn(whole, "poster_path", "poster", label)
    yield from _faces(regulars)
    yield from _gallery_of(images, label)
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


def _gallery_of(images: Json, name: str) -> Iterator[Drawing]:
    for group, subject in _GROUPS.items():
        for image in images.get(group) or []:
            yield from _drawn(image, "file_path", subject, name)


def _drawn(owner: Json, key: str, subject: Subject, label: str) -> Iterator[Drawing]:
    if owner.get(key):
        yield Drawing(subject, label, owner[key])
