"""Which shows are followed: untracked ones are kept, removed ones are gone."""

from dataclasses import dataclass
from uuid import UUID

from trr_backend.models.changes import Change
from trr_backend.repositories import clearing, wiki_forgetting
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work
from trr_backend.utils.text import counted

_SQL = queries("tracking")
_BEFORE_PARTS = ("forget_pictures", "forget_questions", "forget_imdb_titles")
_AFTER_PARTS = (
    "forget_imdb_names",
    "forget_documents",
    "forget_marks",
    "forget_overrides",
    "forget_ids",
    "forget_merges",
    "forget_redirects",
    "forget_shows",
)


@dataclass(frozen=True, slots=True)
class Removed:
    """What went with a show: how many of each, and the shows merged into it."""

    seasons: int
    episodes: int
    credits: int
    people: int
    places: int
    merged: tuple[str, ...]

    def __str__(self) -> str:
        """Return it as a person is told."""
        told = (
            f"{counted(self.seasons, 'season')}, {counted(self.episodes, 'episode')}, "
            f"{counted(self.credits, 'credit')}, "
            f"{counted(self.people, 'person', 'people')} that no other show names, "
            f"{counted(self.places, 'place')} in lists"
        )
        also = ", and what was merged into it: " + ", ".join(self.merged)
        return f"{told}{also if self.merged else ''}"


async def follow(work: Work, show: Subject, *, tracked: bool) -> bool:
    """Track a show or stop it; False where it was so before."""
    cursor = await work.tx.execute(_SQL["follow"], {"id": show.id, "tracked": tracked})
    if await cursor.fetchone() is None:
        return False
    work.changed_show(show.id, show.label, {"tracked": (not tracked, tracked)})
    return True


async def remove(work: Work, show: Subject) -> Removed:
    """Remove a show, what was merged into it, and what only they have.

    Networks, companies and other names that shows share stay; so do list files: a list
    that names the show brings it back.
    """
    cursor = await work.tx.execute(_SQL["family"], {"id": show.id})
    family: dict[UUID, str] = dict(await cursor.fetchall())
    where = {"ids": list(family)}
    cursor = await work.tx.execute(_SQL["counts"], where)
    seasons, episodes, credited, places = await cursor.fetchone() or (0, 0, 0, 0)
    for step in _BEFORE_PARTS:
        await work.tx.execute(_SQL[step], where)
    wikis = await wiki_forgetting.load_wikis(work.tx, list(family))
    await wiki_forgetting.forget_shows(work, list(family))
    for show_id in family:
        await clearing.clear_parts(work.tx, show_id)
        await clearing.clear_sets(work.tx, show_id)
    for step in _AFTER_PARTS:
        await work.tx.execute(_SQL[step], where)
    for show_id, name in family.items():
        work.changes.add(Change("show", show_id, "removed", name))
    people = await clearing.remove_orphans(work)
    await wiki_forgetting.forget_lonely(work, wikis)
    return Removed(
        seasons=seasons,
        episodes=episodes,
        credits=credited,
        people=people,
        places=places,
        merged=tuple(name for one, name in family.items() if one != show.id),
    )
