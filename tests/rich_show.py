"""A show of which the upstream says something in every place where it can.

Each of its texts holds `WORD`: whoever wants to know whether something is left of it
looks for that.
"""

from tests.answers import Json, credit, crew, episode
from tests.pipeline import Pipeline, failures
from tests.upstream import Upstream

WORD = "Zwq"
# In seasons 1-5: three come with the show, two with a document that completes it.
SEASONS = 5
LANGUAGES = ("en-US", "de")
OF_ONE = "kind = 'tv' and key = '1' or part_of = '1'"
IDS = "select entity, entity_id::text, id from core.external_ids where source = 'tmdb'"
END = ("retention", "--source", "tmdb", "--all", "--yes")
# Whatever of a show is shown, by the source's ids where it has some.
SHOWN = """
    select s.id::text, s.slug, s.name, s.overview,
      (select count(*) from core.seasons n where n.show_id = s.id),
      (select count(*) from core.episodes e where e.show_id = s.id),
      (select count(*) from core.credits c where c.show_id = s.id),
      (select count(*) from core.episode_translations t where t.show_id = s.id),
      (select count(*) from core.episode_order_items i where i.show_id = s.id),
      (select count(*) from core.show_watch_providers w where w.show_id = s.id)
    from core.shows s order by coalesce((
      select min(x.id) from core.external_ids x
      where x.entity_id = s.id and x.source = 'tmdb'), s.name)
"""
EXPIRE = """
    update source.documents set fetched_at = fetched_at - interval '181 days',
      checked_at = checked_at - interval '181 days',
      expires_at = expires_at - interval '181 days'
    where {condition}
"""


async def rich_pipeline(pipeline: Pipeline) -> Pipeline:
    """Bring two such shows in, in two languages, with one network."""
    settings = pipeline.settings.model_copy(update={"languages": LANGUAGES})
    made = Pipeline(settings, pipeline.upstream, pipeline.reports)
    for tmdb_id in (1, 2):
        rich_show(pipeline.upstream, tmdb_id)
    await made.track(1, 2)
    assert failures(await made.sync()) == {}
    pipeline.upstream.requests()
    return made


def expire(pipeline: Pipeline, condition: str) -> None:
    """Let documents be past the limit."""
    with pipeline.connect() as connection:
        done = connection.execute(EXPIRE.format(condition=condition).encode())
        assert done.rowcount > 0


def objects(pipeline: Pipeline) -> list[str]:
    """Return the names of what lies in the store."""
    folder = pipeline.settings.home_path / "media"
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def rich_show(upstream: Upstream, tmdb_id: int, *, network: int = 49) -> None:
    """Put a show, its seasons in two languages, an order, and its two people."""
    name = f"{WORD} {tmdb_id}"
    host, guest = tmdb_id * 100 + 1, tmdb_id * 100 + 2
    for number in range(1, SEASONS + 1):
        _season(upstream, tmdb_id, number, host, guest)
    upstream.put_group(
        tmdb_id,
        f"{tmdb_id:024}",
        {f"{WORD} disc": [int(f"{tmdb_id}01001"), int(f"{tmdb_id}05001")]},
        name=f"{WORD} order",
        description=f"{WORD} describes it",
    )
    upstream.put(
        tmdb_id,
        name,
        overview=f"{WORD} overview",
        tagline=f"{WORD} tagline",
        homepage=f"https://{WORD}.example/",
        networks=[_owner(network)],
        production_companies=[_owner(tmdb_id + 500)],
        keywords={"results": [{"id": tmdb_id + 900, "name": f"{WORD} keyword"}]},
        alternative_titles={
            "results": [{"iso_3166_1": "DE", "title": f"{WORD} heißt es", "type": ""}]
        },
        translations={"translations": [_translation()]},
        external_ids={
            "imdb_id": f"tt{tmdb_id:07}",
            "tvdb_id": tmdb_id,
            "instagram_id": f"{WORD}gram",
        },
        **{"watch/providers": {"results": {"US": _offers(tmdb_id)}}},
        aggregate_credits=_aggregate(host),
        number_of_seasons=SEASONS,
        number_of_episodes=SEASONS,
    )
    for one in (host, guest):
        _person(upstream, one)


def _season(
    upstream: Upstream, tmdb_id: int, number: int, host: int, guest: int
) -> None:
    season_id = int(f"{tmdb_id}{number:02}")
    told = episode(
        season_id * 1000 + 1,
        1,
        name=f"{WORD} episode",
        overview=f"{WORD} happens",
        production_code=f"{WORD}-{number}",
        still_path=f"/{WORD}.jpg",
        guest_stars=[credit(guest, f"{WORD} Guest", f"{WORD} guest")],
        crew=[crew(guest, f"{WORD} Guest", f"{WORD} job", department=WORD)],
    )
    upstream.put_season(
        tmdb_id,
        number,
        episodes=[told],
        cast=[credit(host, f"{WORD} Host", f"{WORD} - Host")],
        name=f"{WORD} season",
        overview=f"{WORD} season's overview",
        poster_path=f"/{WORD}-season.jpg",
    )
    upstream.put_season_texts(
        tmdb_id,
        number,
        "de",
        name=f"{WORD} Staffel",
        episodes=[{"id": told["id"], "name": f"{WORD} Folge", "overview": WORD}],
    )


def _aggregate(host: int) -> Json:
    part = credit(host, f"{WORD} Host", f"{WORD} - Host")
    role = {key: part.pop(key) for key in ("credit_id", "character")}
    roles = [{**role, "episode_count": SEASONS}]
    cast = [{**part, "roles": roles, "total_episode_count": SEASONS}]
    return {"cast": cast, "crew": []}


def _person(upstream: Upstream, tmdb_id: int) -> None:
    work = credit(tmdb_id, "", f"{WORD} elsewhere", title=f"{WORD} film", id=9)
    upstream.put_person(
        tmdb_id,
        f"{WORD} {'Host' if tmdb_id % 2 else 'Guest'}",
        biography=f"{WORD} was born.",
        birthday="1970-01-01",
        place_of_birth=f"{WORD} town",
        also_known_as=[f"{WORD} alias"],
        external_ids={"imdb_id": f"nm{tmdb_id:07}", "tiktok_id": WORD},
        combined_credits={"cast": [{**work, "media_type": "movie"}], "crew": []},
    )


def _translation() -> Json:
    texts = {"name": f"{WORD} auf Deutsch", "overview": WORD, "tagline": WORD}
    return {"iso_639_1": "de", "iso_3166_1": "DE", "data": {**texts, "homepage": ""}}


def _owner(tmdb_id: int) -> Json:
    name, logo = f"{WORD} owner {tmdb_id}", f"/{WORD}-{tmdb_id}.png"
    return {"id": tmdb_id, "name": name, "logo_path": logo, "origin_country": "US"}


def _offers(tmdb_id: int) -> Json:
    provider = {
        "provider_id": tmdb_id + 700,
        "provider_name": f"{WORD} provider",
        "logo_path": f"/{WORD}-provider-{tmdb_id}.png",
        "display_priority": 1,
    }
    return {"link": f"https://{WORD}.example/watch", "flatrate": [provider]}
