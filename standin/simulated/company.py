"""Who is in a show of the simulated catalogue, and in which of its episodes.

Two hosts are regulars of every season, three people are the crew in turn. Everybody
else competes in one season, and one after the other has to leave.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from standin.files import Json
from standin.simulated.people import credited
from standin.simulated.sizes import HOSTS, Sizes
from standin.simulated.words import credit_id

_HOST, _CONTESTANT = "Self - Host", "Self - Contestant"
_JOBS = (("Director", "Directing"), ("Editor", "Editing"), ("Producer", "Production"))


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody who is in a show, as credits name them."""

    show_id: int
    hosts: Sequence[Json]
    crew: Sequence[Json]
    contestants: Sequence[Json]

    @classmethod
    def of(cls, sizes: Sizes, show_id: int) -> "Company":
        """Return who is in a show; a small one has fewer in its crew."""
        own = [credited(sizes, one) for one in sizes.people_of(show_id)]
        guests = [credited(sizes, one) for one in sizes.guests_of(show_id)]
        first = HOSTS + min(len(_JOBS), len(own) - HOSTS - 1)
        return cls(show_id, own[:HOSTS] + guests, own[HOSTS:first], own[first:])

    def regulars(self) -> Json:
        """Return the credits of any season."""
        cast = [self._part(one, _HOST, n) for n, one in enumerate(self.hosts)]
        return {"cast": cast, "crew": []}

    def left(self, chosen: Sequence[Json], place: int, weeks: int) -> list[Json]:
        """Return who is still there: all in the first week, not nobody in the last."""
        staying = len(chosen) - len(chosen) * place // weeks
        return [
            self._part(one, _CONTESTANT, n) for n, one in enumerate(chosen[:staying])
        ]

    def at_work(self, week: int) -> list[Json]:
        """Return the crew of an episode."""
        if not self.crew:
            return []
        rank = week % len(self.crew)
        job, department = _JOBS[rank]
        one = self.crew[rank]
        said = {"job": job, "department": department, "credit_id": self._id(one, job)}
        return [{**said, **one}]

    def aggregate(self, seasons: Iterable[Json]) -> Json:
        """Return `aggregate_credits`: everybody once, over these seasons."""
        counts: Counter[int] = Counter()
        for season in seasons:
            counts.update({one["id"]: len(season["episodes"]) for one in self.hosts})
            for told in season["episodes"]:
                counts.update(one["id"] for one in told["guest_stars"] + told["crew"])
        roles = [(one, _HOST) for one in self.hosts]
        roles += [(one, _CONTESTANT) for one in self.contestants if counts[one["id"]]]
        jobs = zip(self.crew, _JOBS, strict=False)
        return {
            "cast": [
                {
                    **one,
                    "roles": [{"character": role, **self._count(one, role, counts)}],
                    "total_episode_count": counts[one["id"]],
                    "order": order,
                }
                for order, (one, role) in enumerate(roles)
            ],
            "crew": [
                {
                    **one,
                    "jobs": [{"job": job, **self._count(one, job, counts)}],
                    "department": department,
                    "total_episode_count": counts[one["id"]],
                }
                for one, (job, department) in jobs
                if counts[one["id"]]
            ],
        }

    def _part(self, one: Json, role: str, order: int) -> Json:
        told = {"character": role, "credit_id": self._id(one, role), "order": order}
        return {**one, **told}

    def _count(self, one: Json, role: str, counts: Counter[int]) -> Json:
        return {"credit_id": self._id(one, role), "episode_count": counts[one["id"]]}

    def _id(self, one: Json, role: str) -> str:
        return credit_id(self.show_id, one["id"], len(role))
