"""A stand-in over a folder of its own, whose answers, faults and log a test sets."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

from tests.answers import Json, episode, order, person, season, series


@dataclass(frozen=True)
class Upstream:
    """A running stand-in."""

    address: str
    folder: Path

    def put(self, tmdb_id: int, name: str, **more: object) -> None:
        """Let the upstream know a series (or know it differently from now on).

        It lists the seasons that were put, unless `seasons` says otherwise.
        """
        listed = self._seasons(tmdb_id)
        seasons = {"seasons": listed} if listed else {}
        self.put_raw(tmdb_id, series(tmdb_id, name, **{**seasons, **more}))

    def put_raw(self, tmdb_id: int, answer: object) -> None:
        """Let the upstream answer exactly this for a series."""
        self.put_file(f"tv/{tmdb_id}.json", answer)

    def forget(self, tmdb_id: int) -> None:
        """Let the upstream answer 404 for a series."""
        (self.folder / "tv" / f"{tmdb_id}.json").unlink()

    def put_season(
        self,
        tmdb_id: int,
        number: int,
        *,
        episodes: int | Sequence[Json] = 1,
        cast: Sequence[Json] = (),
        **more: object,
    ) -> None:
        """Let a series have a season, with so many episodes or with these.

        Its id is {series}{number:02}, that of episode 3 {season}{3:03}, unless said
        otherwise. `cast` are the season's regulars.
        """
        season_id = int(f"{tmdb_id}{number:02}")
        if isinstance(episodes, int):
            counted = range(1, episodes + 1)
            episodes = [episode(int(f"{season_id}{n:03}"), n) for n in counted]
        answer = season(season_id, number, **{"episodes": [*episodes], **more})
        regulars = {"id": season_id, "cast": [*cast], "crew": []}
        self.put_file(f"tv/{tmdb_id}/season/{number}.json", answer)
        self.put_file(f"tv/{tmdb_id}/season/{number}/credits.json", regulars)
        self._list_seasons(tmdb_id)

    def put_season_texts(
        self, tmdb_id: int, number: int, language: str, **texts: object
    ) -> None:
        """Let a season have texts in a language; `episodes` pair by their id."""
        self.put_file(f"tv/{tmdb_id}/season/{number}.{language}.json", texts)

    def forget_season(self, tmdb_id: int, number: int, *, listed: bool = False) -> None:
        """Let a season be gone; `listed`: the series still names it."""
        path = self.folder / "tv" / str(tmdb_id) / "season"
        for name in (f"{number}.json", f"{number}/credits.json"):
            (path / name).unlink()
        if not listed:
            self._list_seasons(tmdb_id)

    def put_person(self, tmdb_id: int, name: str, **more: object) -> None:
        """Let the upstream know a person."""
        self.put_file(f"person/{tmdb_id}.json", person(tmdb_id, name, **more))

    def forget_person(self, tmdb_id: int) -> None:
        """Let the upstream answer 404 for a person."""
        (self.folder / "person" / f"{tmdb_id}.json").unlink()

    def put_changes(
        self, kind: Literal["tv", "person"], day: str, ids: Sequence[int]
    ) -> None:
        """Let editors have changed these series or people on a day (ISO 8601)."""
        known = self._read("changes.json") or {}
        known.setdefault(kind, {})[day] = [*ids]
        self.put_file("changes.json", known)

    def put_group(
        self,
        tmdb_id: int,
        group_id: str,
        groups: Mapping[str, Sequence[int]],
        **more: object,
    ) -> None:
        """Let a series have an order: the name of each group and its episodes' ids."""
        whole = order(group_id, groups, **more)
        self.put_file(f"episode_group/{group_id}.json", whole)
        name = f"tv/{tmdb_id}/episode_groups.json"
        known = (self._read(name) or {"results": []})["results"]
        others = [one for one in known if one["id"] != group_id]
        head = {key: whole[key] for key in whole if key != "groups"}
        self.put_file(name, {"id": tmdb_id, "results": [*others, head]})

    def put_list(self, list_id: int, items: Sequence[object]) -> None:
        """Let the upstream have a list."""
        self.put_file(f"lists/{list_id}.json", {"name": "A list", "items": items})

    def put_file(self, name: str, answer: object) -> None:
        """Put a file into the catalogue, as standin/README.md names them."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(answer))

    def fail(self, *faults: dict[str, object]) -> None:
        """Misbehave from now on, as standin/README.md says; nothing ends it."""
        self._admin("PUT" if faults else "DELETE", "faults", list(faults) or None)

    def faults(self) -> list[dict[str, Any]]:
        """Return the faults in force, each with how often it was met (`hits`)."""
        found: list[dict[str, Any]] = self._admin("GET", "faults")
        return found

    def requests(self) -> list[dict[str, Any]]:
        """Return what was asked since the last call, in order."""
        entries: list[dict[str, Any]] = self._admin("GET", "log")["entries"]
        self._admin("DELETE", "log")
        return entries

    def paths(self) -> list[str]:
        """Return the paths asked for since the last call."""
        return [str(entry["path"]) for entry in self.requests()]

    def _list_seasons(self, tmdb_id: int) -> None:
        known = self._read(f"tv/{tmdb_id}.json")
        if known is not None:
            self.put_raw(tmdb_id, {**known, "seasons": self._seasons(tmdb_id)})

    def _seasons(self, tmdb_id: int) -> list[Json]:
        """Return the seasons that were put, as their series lists them."""
        folder = f"tv/{tmdb_id}/season"
        names = [path.stem for path in (self.folder / folder).glob("*.json")]
        numbers = sorted(int(name) for name in names if name.isdigit())
        found = (self._read(f"{folder}/{number}.json") for number in numbers)
        return [_listed(one) for one in found if one is not None]

    def _read(self, name: str) -> Json | None:
        path = self.folder / name
        if not path.exists():
            return None
        found: Json = json.loads(path.read_bytes())
        return found

    def _admin(self, method: str, name: str, body: object = None) -> Any:
        request = HttpRequest(
            f"{self.address}/standin/{name}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
        )
        with urlopen(request) as answer:
            text = answer.read()
        return json.loads(text) if text else None


def _listed(whole: Json) -> Json:
    head = {key: whole[key] for key in whole if key != "episodes"}
    return {**head, "episode_count": len(whole["episodes"])}
