"""A competition with a cast, and the wiki about it: what tests of enriching share."""

from collections.abc import Mapping

from tests.answers import credit
from tests.pipeline import Pipeline
from tests.upstream import Upstream
from tests.wiki_upstream import UpstreamWiki

SHOW = "Island Game"
CAST = {71: "Ada Brook", 72: "Ben Castle", 73: "Cora Dale"}
RIGHTS = "CC-BY-SA"
PAGE = """{{{{Castaway
| name = {name}
| birthdate = {born}
| hometown = {town}
| season = [[Island Game 1]]
| tribe = {tribe}
| place = {place}
}}}}
'''{name}''' was in ''[[Island Game 1]]''.

== Taglines ==
* "{name} came to play."

[[Category:Island Game castaways]]
"""
SEASON = """{{Season
| name = Island Game 1
| seasonno = 1
| winner = [[Ada Brook]]
| location = Tonga
}}
'''Island Game 1''' is the first season of ''[[Island Game]]''.

== Castaways ==
{| class="wikitable"
! Contestant !! Original Tribe !! Finish
|-
| [[Ada Brook]] || Kala || Winner
|-
| [[Ben Castle]] || Moto || 2nd Voted Out, Day 6
|}
"""
BOXES: Mapping[str, list[dict[str, str]]] = {
    "Castaway": [
        {"title": "name"},
        {"data": "birthdate", "label": "Date of birth"},
        {"data": "hometown", "label": "Hometown"},
        {"data": "season", "label": "Season"},
        {"data": "tribe", "label": "Tribe"},
        {"data": "place", "label": "Placement"},
    ],
    "Season": [
        {"title": "name"},
        {"data": "seasonno", "label": "Season No."},
        {"data": "winner", "label": "Winner"},
        {"data": "location", "label": "Location"},
    ],
    "Show": [{"title": "name"}, {"data": "runs", "label": "Number of seasons"}],
}
SHOW_PAGE = "{{Show|name=Island Game|runs=40}}\n''Island Game'' is a show."


def castaway(name: str, **said: str) -> str:
    """Return the page of somebody in the cast; `said` are values of the infobox."""
    values = {"born": "", "town": "Nuku", "tribe": "Kala", "place": "3rd", **said}
    return PAGE.format(name=name, **values)


async def follow_the_show(pipeline: Pipeline, upstream: Upstream) -> None:
    """Bring in the show and its cast; Ada is born on 1 May 1980, says TMDb."""
    await follow(pipeline, upstream, CAST)


async def follow(
    pipeline: Pipeline,
    upstream: Upstream,
    cast: Mapping[int, str],
    *,
    also: Mapping[int, list[str]] | None = None,
    **show: object,
) -> None:
    """Bring in the show with this cast, all of them in its first season.

    `also` are other names of theirs, `show` is what else TMDb says of the show.
    """
    roles = [credit(one, name, "Self - Contestant") for one, name in cast.items()]
    upstream.put_season(1, 1, name="Season 1", cast=roles)
    for tmdb_id, name in cast.items():
        born = "1980-05-01" if tmdb_id == 71 else None
        known = (also or {}).get(tmdb_id, [])
        upstream.put_person(tmdb_id, name, birthday=born, also_known_as=known)
    upstream.put(1, SHOW, **show)
    await pipeline.track(1)
    await pipeline.sync()
    upstream.requests()


def put_wiki(upstream: Upstream, **site: object) -> UpstreamWiki:
    """Let there be the wiki, with the pages of the season and of two of the cast."""
    wiki = UpstreamWiki(upstream)
    wiki.put_site(**site)
    for name, box in BOXES.items():
        wiki.put_template(name, infobox=box)
    wiki.put("Ada Brook", castaway("Ada Brook", born="May 2, 1980", place="1st"))
    wiki.put("Ben Castle", castaway("Ben Castle", born="June 3, 1990", tribe="Moto"))
    wiki.put("Island Game 1", SEASON)
    wiki.put(SHOW, SHOW_PAGE)
    return wiki


def question_labels(pipeline: Pipeline) -> list[str]:
    """Return of whom it is asked whether a page is theirs."""
    waiting = pipeline.rows(
        """select split_part(l.label, ' (', 1) from ops.review_items r
        join ops.labels l on l.id = r.entity_id
        where r.kind = 'wiki-page' and r.decided_at is null order by 1"""
    )
    return [label for (label,) in waiting]


def asked(upstream: Upstream) -> list[str]:
    """Return what the wiki was asked for since the last call, in few words."""
    said = []
    for one in upstream.requests():
        if "/fandom/" in one["path"]:
            query = dict(part.partition("=")[::2] for part in one["query"].split("&"))
            said.append(query.get("list") or query.get("meta") or "pages")
    return said
