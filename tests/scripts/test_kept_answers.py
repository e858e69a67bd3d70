"""Whatever a command changes of an answer, the API hears of: none is kept too long."""

from collections.abc import Awaitable, Callable

from tests.answers import credit, episode, person
from tests.kept_bodies import KeptBodies, kept_bodies
from tests.pipeline import Pipeline, failures
from tests.rich_show import END, WORD, rich_pipeline, rich_show
from tests.upstream import Upstream

Step = Callable[[], Awaitable[object]]
WHY = ("--reason", "asked for")
SURE = (*WHY, "--yes")


def steps(rich: Pipeline, upstream: Upstream) -> dict[str, Step]:
    """Return what is done one after the other, by what it is."""

    def trr(*arguments: str) -> Step:
        async def run() -> None:
            done = await rich.trr(*arguments)
            assert done.exit_code == 0, done.output

        return run

    async def sync() -> None:
        rich_show(upstream, 1, network=50)
        upstream.put_file("person/101.json", person(101, "Another"))
        upstream.put_season(1, 5, episodes=0)
        # Somebody known in one show comes to another.
        told = episode(205001, 1, guest_stars=[credit(101, "Another", "Guest")])
        upstream.put_season(2, 5, episodes=[told])
        assert failures(await rich.sync(force=True)) == {}

    async def hide() -> None:
        with rich.connect() as connection:
            connection.execute(
                "update core.shows set published = not published where id = ("
                "select entity_id from core.external_ids where entity = 'show'"
                " and source = 'tmdb' and id = '1')"
            )

    return {
        "sync": sync,
        "override": trr("override", "set", "--show", "tmdb:1", "name", "Mine", *WHY),
        "override unset": trr("override", "unset", "--show", "tmdb:1", "name"),
        "suppress field": trr(
            "suppress", "--show", "tmdb:2", "--field", "overview", *SURE
        ),
        "merge": trr("shows", "merge", "tmdb:1", "tmdb:2"),
        "unmerge": trr("shows", "unmerge", "tmdb:1"),
        "suppress person": trr("suppress", "--person", "tmdb:102", *SURE),
        "suppress picture": trr("suppress", "--picture", f"/{WORD}.jpg", *SURE),
        "hidden": hide,
        "shown again": hide,
        "remove": trr("shows", "remove", "tmdb:2", "--yes"),
        "retention": trr(*END),
    }


async def test_no_kept_answer_is_older_than_a_command(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """After each command every kept body is the one that is read anew."""
    rich = await rich_pipeline(pipeline)
    async with kept_bodies(rich.settings) as bodies:
        found = {
            name: await _stale_after(bodies, step)
            for name, step in steps(rich, upstream).items()
        }
    assert {name: one for name, (_, one) in found.items() if one} == {}
    # Each did change something that was kept.
    assert [name for name, (gone, _) in found.items() if not gone] == []


async def _stale_after(
    bodies: KeptBodies, step: Step
) -> tuple[int, dict[str, list[str]]]:
    """Return how many kept answers went by a step, and what is too old after it."""
    addresses = await bodies.fill()
    assert len(addresses) > 0
    await step()
    await bodies.heard()
    there = bodies.app.state.cache
    gone = sum(there.get(address) is None for address in addresses)
    return gone, await bodies.stale(addresses)
