"""The page of one person: facts, shows here, works elsewhere."""

from html import escape

import msgspec

from api.pages.appearances import Appearance, appearances
from api.pages.facts import Fact, wiki_facts
from api.pages.gallery import Gallery, credit, gallery
from api.pages.layout import Own, Page, page, sources
from api.pages.parts import Played, parts_played
from api.pages.pictures import Pictures, Thumbnail
from api.pages.stated import Wiki
from api.pages.words import facts, link, paragraphs


class Work(msgspec.Struct):
    """A work anywhere; `slug` where it is one of our shows."""

    media_type: str
    title: str | None
    role: str | None
    released_on: str | None
    slug: str | None


class PersonPage(msgspec.Struct):
    """What the page says of a person."""

    id: str
    name: str
    aliases: list[str]
    birthday: str | None
    deathday: str | None
    place_of_birth: str | None
    biography: str | None
    homepage: str | None
    known_for_department: str | None
    photo: Thumbnail | None
    gallery: Gallery
    names_imdb: bool
    tmdb_id: int | None
    imdb_id: str | None
    shows: list[Appearance]
    facts: list[Fact]
    parts: list[Played]
    wikis: list[Wiki]
    works: list[Work]
    work_count: int


def person_page(body: bytes) -> Page:
    """Return the page of what Postgres says of a person."""
    person = msgspec.json.decode(body, type=PersonPage)
    pictures = Pictures()
    main = (
        _head(person, pictures)
        + wiki_facts(person.facts)
        + parts_played(person.parts, person.facts)
        + appearances(person.shows, pictures)
        + _gallery(person, pictures)
        + _works(person)
    )
    return page(
        title=f"{person.name} - TRR Backend",
        main=main,
        named=sources(names_imdb=person.names_imdb, wikis=person.wikis),
        own=Own(pictures.style),
    )


def _head(person: PersonPage, pictures: Pictures) -> str:
    photo = pictures.framed(
        person.photo,
        person.name,
        sizes="(max-width: 40rem) 12rem, 15rem",
        alt=f"Photo of {person.name}",
    )
    hung = next(iter(person.gallery.pictures), None)
    return (
        f'<article class="whole"><div><div class="poster">{photo}</div>'
        f"{credit(hung.terms) if hung else ''}</div>"
        f'<div class="about"><h2>{escape(person.name)}</h2>'
        f"{paragraphs(person.biography)}{facts(_facts(person))}</div></article>"
    )


def _facts(person: PersonPage) -> list[tuple[str, str]]:
    return [
        ("Known for", escape(person.known_for_department or "")),
        ("Born", _day(person.birthday, person.place_of_birth)),
        ("Died", _day(person.deathday, None)),
        ("Other names", escape(", ".join(person.aliases))),
        ("More", " ".join(filter(None, _links(person)))),
    ]


def _day(day: str | None, place: str | None) -> str:
    marked = f'<time datetime="{escape(day)}">{escape(day)}</time>' if day else ""
    return ", ".join(filter(None, (marked, escape(place or ""))))


def _links(person: PersonPage) -> list[str]:
    tmdb, imdb = person.tmdb_id, person.imdb_id
    return [
        f'<a href="/api/v1/people/{escape(person.id)}">JSON</a>',
        link(person.homepage, "Homepage"),
        link(f"https://www.themoviedb.org/person/{tmdb}" if tmdb else None, "TMDb"),
        link(f"https://www.imdb.com/name/{imdb}/" if imdb else None, "IMDb"),
    ]


def _gallery(person: PersonPage, pictures: Pictures) -> str:
    """Return the photos; one alone is at the top of the page already."""
    if person.gallery.picture_count == 1:
        return ""
    address = f"/api/v1/people/{person.id}/photos"
    return gallery(person.gallery, person.name, address, pictures)


def _works(person: PersonPage) -> str:
    if not person.works:
        return ""
    rows = "".join(map(_work, person.works))
    more = (
        f'<p><a href="/api/v1/people/{escape(person.id)}/works">'
        f"All {person.work_count} works</a></p>"
        if person.work_count > len(person.works)
        else ""
    )
    return (
        '<section><h3>Works</h3><table class="works"><thead><tr><th>Year</th>'
        f"<th>Title</th><th>As</th></tr></thead><tbody>{rows}</tbody></table>{more}"
        "</section>"
    )


def _work(work: Work) -> str:
    title = escape(work.title or "Untitled")
    if work.slug is not None:
        title = f'<a href="/shows/{escape(work.slug)}">{title}</a>'
    film = ' <span class="quiet">film</span>' if work.media_type == "movie" else ""
    return (
        f"<tr><td>{escape((work.released_on or '')[:4])}</td><td>{title}{film}</td>"
        f"<td>{escape(work.role or '')}</td></tr>"
    )
