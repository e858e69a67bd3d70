"""A person's word, and what else stays when `trr retention` takes the source's."""

import pytest

from tests.pipeline import Pipeline, failures
from tests.rich_show import END, IDS, OF_ONE, SHOWN, WORD, expire, rich_pipeline
from tests.upstream import Upstream


@pytest.fixture
async def rich(pipeline: Pipeline) -> Pipeline:
    """Two shows of which everything is known."""
    return await rich_pipeline(pipeline)


@pytest.mark.parametrize("how", ["limit", "end"])
async def test_a_persons_word_outlives_the_source(rich: Pipeline, how: str) -> None:
    """About a show, season, episode, credit and person: it counts again afterwards."""
    credited = "select id::text from core.credits where role = %s and show_id = %s"
    show_id = rich.rows(SHOWN)[0][0]
    ((credit_id,),) = rich.rows(
        f"{credited} and season_id is not null order by source_key limit 1",
        f"{WORD} - Host",
        show_id,
    )[:1]
    words = (
        ("--show", "tmdb:1", "tagline"),
        ("--show", "tmdb:1", "--season", "4", "name"),
        ("--show", "tmdb:1", "--season", "5", "--episode", "1", "overview"),
        ("--credit", credit_id, "role"),
        ("--person", "tmdb:102", "place_of_birth"),
    )
    for word in words:
        done = await rich.trr("override", "set", *word, "Mine", "--reason", "so it is")
        assert done.exit_code == 0, done.output
    decided = "select entity, entity_id, field, value from core.overrides order by 1"
    kept, ids = rich.rows(decided), set(rich.rows(IDS))

    if how == "limit":
        expire(rich, "true")
    gone = await rich.trr(*(END if how == "end" else ("retention",)))

    assert gone.exit_code == 0, gone.output
    assert rich.rows(decided) == kept
    assert rich.text().count("Mine") == 2 * len(words)
    if how == "end":
        assert WORD.lower() not in rich.text().lower()
    again = await rich.trr("retention", "--source", "tmdb")
    assert again.exit_code == 0
    report = await rich.sync()
    assert failures(report) == {}
    assert set(rich.rows(IDS)) == ids
    assert rich.rows(
        "select s.tagline, (select n.name from core.seasons n where n.show_id = s.id"
        "  and n.season_number = 4), (select e.overview from core.episodes e"
        "  join core.seasons n on n.id = e.season_id where n.season_number = 5"
        "  and e.show_id = s.id), (select c.role from core.credits c where c.id = %s),"
        " (select p.place_of_birth from core.people p join core.external_ids x"
        "  on x.entity_id = p.id and x.source = 'tmdb' where x.id = '102')"
        " from core.shows s where s.id = %s",
        credit_id,
        show_id,
    ) == [("Mine",) * 5]
    assert rich.rows(
        "select count(*) from core.credits where missing_since is not null"
    ) == [(0,)]
    for word in words:
        done = await rich.trr("override", "unset", *word)
        assert done.exit_code == 0, done.output
    assert "Mine" not in "".join(map(str, rich.rows("select * from core.people")))


async def test_a_lock_is_a_word_until_the_licence_ends(rich: Pipeline) -> None:
    """At the limit the locked value stays; at the end it was the source's after all."""
    lock = ("override", "set", "--show", "tmdb:1", "overview", "--lock")
    await rich.trr(*lock, "--reason", "well said")
    expire(rich, OF_ONE)

    await rich.trr("retention")

    said = "select overview from core.shows where overview is not null"
    assert rich.rows(said) == [(f"{WORD} overview",)] * 2
    ended = await rich.trr(*END)
    assert ended.exit_code == 0, ended.output
    assert "show overview" in ended.output
    assert WORD.lower() not in rich.text().lower()


async def test_a_merged_show_goes_too(rich: Pipeline) -> None:
    """It is hidden and its ids are the survivor's; what it said is the source's."""
    merged = await rich.trr("shows", "merge", "tmdb:1", "tmdb:2")
    assert merged.exit_code == 0, merged.output

    done = await rich.trr(*END)

    assert done.exit_code == 0, done.output
    assert WORD.lower() not in rich.text().lower()
    undone = await rich.trr("shows", "unmerge", "tmdb:1")
    assert undone.exit_code == 0, undone.output
    assert failures(await rich.sync()) == {}
    assert [row[2] for row in rich.rows(SHOWN)] == [f"{WORD} 1", f"{WORD} 2"]


async def test_namesakes_keep_their_addresses(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Whoever is fetched first afterwards, each has the address that it had."""
    for tmdb_id in (1, 2):
        upstream.put(tmdb_id, "Twin")
        await pipeline.track(1, 2) if tmdb_id == 2 else None
    await pipeline.sync("tmdb:1")
    await pipeline.sync("tmdb:2")
    slugs = "select id::text, slug from core.shows order by id"
    before = pipeline.rows(slugs)
    await pipeline.trr(*END)

    await pipeline.sync("tmdb:2")
    await pipeline.sync("tmdb:1")

    assert pipeline.rows(slugs) == before
