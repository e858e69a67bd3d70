"""People whom an upstream names badly, merges, or does not know."""

import pytest

from tests.answers import credit, crew, episode
from tests.pipeline import Pipeline, Upstream, failures, stage

IMDB = {"external_ids": {"imdb_id": "nm0000001"}}
PEOPLE = """
select p.name, p.missing_since is not null, array_agg(e.source || ':' || e.id
  || case when e.superseded_at is null then '' else ' (was)' end
  order by e.superseded_at is not null, e.source, e.id)
from core.people p
join core.external_ids e on e.entity = 'person' and e.entity_id = p.id
group by p.id order by p.name
"""
CREDITED = """
select p.name, c.role from core.credits c join core.people p on p.id = c.person_id
where c.missing_since is null order by 2
"""
ONE = [("Jo Ann", False, ["imdb:nm0000001", "tmdb:92", "tmdb:91 (was)"])]
OPEN = "select count(*) from ops.review_items where decided_at is null"
LEADS = "select count(*) from core.redirects where entity = 'person'"


def _credit(upstream: Upstream, person_id: int, name: str) -> None:
    """Let both a season and its episode credit a person of this id."""
    host = credit(person_id, name, "Self - Host", credit_id="a" * 24)
    judge = credit(person_id, name, "Self - Judge", credit_id="b" * 24)
    told = [episode(71, 1, guest_stars=[judge])]
    upstream.put_season(7, 1, episodes=told, cast=[host])


@pytest.fixture
async def jo(pipeline: Pipeline, upstream: Upstream) -> Pipeline:
    """Jo, who hosts and judges, as the source knew her before it merged her."""
    upstream.put_person(91, "Jo", **IMDB)
    _credit(upstream, 91, "Jo")
    upstream.put(7, "Seven")
    await pipeline.track(7)
    assert failures(await pipeline.sync()) == {}
    return pipeline


def _merge_upstream(upstream: Upstream) -> None:
    upstream.forget_person(91)
    upstream.put_person(92, "Jo Ann", **IMDB)


async def test_whom_credits_name_by_the_new_id_first_is_one(
    jo: Pipeline, upstream: Upstream
) -> None:
    """Nobody credits the old id any more; the next run asks for it all the same."""
    jo.age("1 day")
    _merge_upstream(upstream)
    _credit(upstream, 92, "Jo Ann")
    first = await jo.sync(force=True)
    assert failures(first) == {}
    assert any("are they one person?" in note for note in first.notes)

    second = await jo.sync()

    assert failures(second) == {}
    assert jo.rows(PEOPLE) == ONE
    assert jo.rows(CREDITED) == [("Jo Ann", "Self - Host"), ("Jo Ann", "Self - Judge")]
    assert jo.rows(OPEN) == [(0,)]
    assert jo.rows(LEADS) == [(1,)]
    upstream.requests()
    assert failures(await jo.sync()) == {}
    assert upstream.paths() == ["/3/tv/7"]


async def test_whom_the_source_loses_first_is_one(
    jo: Pipeline, upstream: Upstream
) -> None:
    """404 for the old id while credits still name it; then they name the new one."""
    _merge_upstream(upstream)
    lost = await jo.sync(force=True)
    assert [one.item for one in stage(lost, "people").failures] == ["Jo (tmdb:91)"]
    assert jo.rows(PEOPLE) == [("Jo", True, ["imdb:nm0000001", "tmdb:91"])]

    _credit(upstream, 92, "Jo Ann")
    report = await jo.sync(force=True)

    assert failures(report) == {}
    assert jo.rows(PEOPLE) == ONE
    assert jo.rows(CREDITED) == [("Jo Ann", "Self - Host"), ("Jo Ann", "Self - Judge")]
    assert (jo.rows(OPEN), jo.rows(LEADS)) == ([(0,)], [(1,)])


async def test_a_former_id_leads_to_the_survivor(
    jo: Pipeline, upstream: Upstream
) -> None:
    """Where a show's credits still name it, they are the survivor's."""
    _merge_upstream(upstream)
    await jo.sync(force=True)
    _credit(upstream, 92, "Jo Ann")
    await jo.sync(force=True)
    upstream.put_season(
        8, 1, cast=[credit(91, "Jo", "Herself")], episodes=[episode(81, 1)]
    )
    upstream.put(8, "Eight")
    await jo.track(8)

    report = await jo.sync()

    assert failures(report) == {}
    assert jo.rows(PEOPLE) == ONE
    assert ("Jo Ann", "Herself") in jo.rows(CREDITED)


async def test_two_whom_the_source_knows_both_are_asked_about(
    jo: Pipeline, upstream: Upstream
) -> None:
    """One IMDb id, two answers: a person decides, and no night asks again."""
    jo.age("1 day")
    upstream.put_person(92, "Jo Ann", **IMDB)
    _credit(upstream, 92, "Jo Ann")
    await jo.sync(force=True)
    upstream.requests()
    await jo.sync()
    assert upstream.paths() == ["/3/tv/7", "/3/person/91"]

    report = await jo.sync()

    assert failures(report) == {}
    assert upstream.paths() == ["/3/tv/7"]
    assert jo.rows(PEOPLE) == [
        ("Jo", False, ["imdb:nm0000001", "tmdb:91"]),
        ("Jo Ann", False, ["tmdb:92"]),
    ]
    assert jo.rows(OPEN) == [(1,)]


async def test_a_credit_without_a_person_is_counted_and_left_out(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Without an id, with id 0, without a name: nothing says who it is."""
    nobody = [
        {**credit(1, "A", "Host"), "id": None},
        {**credit(0, "B", "Judge")},
        {**credit(93, " ", "Guest"), "original_name": ""},
    ]
    unknown = {key: one for key, one in crew(1, "C", "Editor").items() if key != "id"}
    told = [episode(71, 1, crew=[unknown])]
    cast = [*nobody, credit(94, "Dee", "Self")]
    upstream.put_season(7, 1, episodes=told, cast=cast)
    upstream.put(7, "Seven")
    upstream.put_person(94, "Dee")
    await pipeline.track(7)

    report = await pipeline.sync()

    assert failures(report) == {}
    assert pipeline.rows(CREDITED) == [("Dee", "Self")]
    assert report.notes == ["Seven: credits left out: 4 without a person's id or name"]


async def test_a_role_is_kept_as_it_is_worded(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Line breaks, emoji, brackets, quotes and what looks like a command."""
    roles = [
        "Self\n- Host 👑",
        "Self \r\n(\u202eexclusive\u202c)",
        "[bold]“Ω”[/] \\ %s {0} '; drop table core.credits; --",
        "Self\t-\u00a0Judge 🏝️",
    ]
    cast = [credit(90 + n, f"Ü 👑 {n}", role) for n, role in enumerate(roles, start=1)]
    upstream.put_season(7, 1, cast=cast)
    upstream.put(7, "Seven")
    for one in cast:
        upstream.put_person(one["id"], one["name"])
    await pipeline.track(7)

    report = await pipeline.sync()

    assert failures(report) == {}
    found = pipeline.rows(
        "select p.name, c.role, c.category from core.credits c join core.people p"
        " on p.id = c.person_id order by 1"
    )
    kinds = ["host", "self", "cast", "judge"]
    names = [one["name"] for one in cast]
    assert found == [*zip(names, roles, kinds, strict=True)]
    assert (await pipeline.trr("sync", "all", "--force", "--dry-run")).exit_code == 0
