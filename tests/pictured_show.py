"""A show with pictures of every kind, for tests of the mirror."""

from collections.abc import Sequence

from tests.answers import Json, credit, episode
from tests.upstream import Upstream


def pictured_show(  # noqa: PLR0913 -- how many of each kind
    upstream: Upstream,
    tmdb_id: int,
    *,
    posters: int = 3,
    backdrops: int = 2,
    episodes: int = 2,
    people: int = 2,
) -> list[str]:
    """Put a show with a season, and return the paths of all its pictures.

    Each begins with the show's id. It has one logo, a network with a logo, two posters
    of its season, a still an episode, and two photos a person.
    """
    name = f"Show {tmdb_id}"
    paths = {
        kind: [f"/{tmdb_id}-{kind}-{n}.{ending}" for n in range(count)]
        for kind, count, ending in (
            ("poster", posters, "jpg"),
            ("backdrop", backdrops, "jpg"),
            ("logo", 1, "png"),
            ("season", 2, "jpg"),
            ("still", episodes, "jpg"),
            ("photo", 2 * people, "jpg"),
        )
    }
    told = [
        episode(int(f"{tmdb_id}01{n + 1:03}"), n + 1, still_path=path)
        for n, path in enumerate(paths["still"])
    ]
    cast = [_person(upstream, tmdb_id, n, paths["photo"]) for n in range(people)]
    upstream.put_season(tmdb_id, 1, episodes=told, cast=cast)
    listed = {"posters": _images(paths["season"], "en")}
    upstream.put_file(f"tv/{tmdb_id}/season/1/images.json", listed)
    images = {
        "posters": _images(paths["poster"], "en"),
        "backdrops": _images(paths["backdrop"], None),
        "logos": _images(paths["logo"], "en"),
    }
    network = f"/{tmdb_id}-network.png"
    networks = [{"id": tmdb_id, "name": f"N{tmdb_id}", "logo_path": network}]
    upstream.put(tmdb_id, name, images=images, networks=networks)
    return [network, *(path for kind in paths.values() for path in kind)]


def _person(upstream: Upstream, tmdb_id: int, number: int, photos: list[str]) -> Json:
    """Let the upstream know a person with two photos; return the credit."""
    person_id = int(f"{tmdb_id}{number + 1:04}")
    mine = photos[2 * number : 2 * number + 2]
    images = {"profiles": _images(mine, None)}
    name = f"Person {person_id}"
    upstream.put_person(person_id, name, images=images, profile_path=mine[0])
    return credit(person_id, name, "Self", profile_path=mine[0])


def _images(paths: Sequence[str], language: str | None) -> list[Json]:
    return [
        {
            "file_path": path,
            "iso_639_1": language,
            "width": 500,
            "height": 750,
            "vote_average": 5.0,
            "vote_count": len(paths) - place,
        }
        for place, path in enumerate(paths)
    ]
