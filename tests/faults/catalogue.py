"""What the tests of faults bring in: shows that share people, with pictures."""

from collections.abc import Sequence

from tests.answers import Json, credit, episode
from tests.upstream import Upstream

SHOWS = range(11, 21)
_SHARED = range(9001, 9007)
_EPISODES = range(1, 4)


def put_catalogue(upstream: Upstream) -> None:
    """Let the upstream know ten shows: each a network, two seasons, eight people.

    Six of these are in all shows. A show has ten pictures, a person one; they are
    small, or to draw them would cost more than all the rest.
    """
    for person_id in _SHARED:
        _put_person(upstream, person_id)
    for show_id in SHOWS:
        _put_show(upstream, show_id)


def _put_show(upstream: Upstream, show_id: int) -> None:
    own = [int(f"{show_id}{n:03}") for n in (1, 2)]
    for person_id in own:
        _put_person(upstream, person_id)
    for number in (1, 2):
        first = int(f"{show_id}{number:02}")
        told = [
            episode(
                int(f"{first}{n:03}"),
                n,
                guest_stars=[_part(person_id) for person_id in _SHARED[n::3]],
                **({"still_path": f"/{first}-{n}.jpg"} if number == 1 else {}),
            )
            for n in _EPISODES
        ]
        regulars = [_part(person_id) for person_id in (*own, *_SHARED[:3])]
        upstream.put_season(show_id, number, episodes=told, cast=regulars)
        listed = {"posters": _images(f"/{first}-poster.jpg")}
        upstream.put_file(f"tv/{show_id}/season/{number}/images.json", listed)
    images = {
        "posters": _images(f"/{show_id}-a.jpg", f"/{show_id}-b.jpg"),
        "backdrops": _images(f"/{show_id}-c.jpg"),
        "logos": _images(f"/{show_id}-d.png"),
    }
    logo = f"/{show_id}-network.png"
    network = {"id": show_id, "name": f"Network {show_id}", "logo_path": logo}
    upstream.put(show_id, f"Show {show_id}", images=images, networks=[network])


def _put_person(upstream: Upstream, person_id: int) -> None:
    path = _photo(person_id)
    profiles = {"profiles": _images(path, language=None)}
    upstream.put_person(person_id, _name(person_id), images=profiles, profile_path=path)


def _part(person_id: int) -> Json:
    return credit(person_id, _name(person_id), "Self", profile_path=_photo(person_id))


def _name(person_id: int) -> str:
    return f"Person {person_id}"


def _photo(person_id: int) -> str:
    return f"/person-{person_id}.jpg"


def _images(*paths: str, language: str | None = "en") -> Sequence[Json]:
    return [
        {
            "file_path": path,
            "iso_639_1": language,
            "width": 60,
            "height": 90,
            "vote_average": 5.0,
            "vote_count": len(paths) - place,
        }
        for place, path in enumerate(paths)
    ]
