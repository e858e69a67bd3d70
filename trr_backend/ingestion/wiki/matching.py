"""Whom a page is about: somebody for certain, or candidates for a person to decide.

In this order (docs/decisions/0038): the exact id elsewhere; the title, where the page
names the very show; the same name and a season in common. Likeness alone never
suffices. A wrong person is worse than none: any contradiction leaves it to a person.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from trr_backend.ingestion.wiki.show_matching import match_show
from trr_backend.ingestion.wiki.signs import Birth, Ids, Link, Name, Reading, Signs
from trr_backend.models.wiki import (
    Candidate,
    KnownPerson,
    Match,
    PageIdentity,
    Roster,
)
from trr_backend.utils.names import is_one_word, name_key, words_of

__all__ = ["THRESHOLD", "match_page", "match_person", "match_show"]

THRESHOLD: Final = 0.8
"""From this score on a page is somebody's without anybody being asked."""
# At most this where anything speaks against it, and below which nobody is asked.
_DOUBTED: Final = 0.7
_ASKED: Final = 0.4
# How far the second must stay behind.
_CLEARLY_AHEAD: Final = 0.1
_MOST_CANDIDATES: Final = 10
_SLIP: Final = 0.05

_BY_NAME: Final = {
    (Name.TITLE, Link.SEASON): 0.95,
    (Name.TITLE, Link.SHOW): 0.9,
    (Name.TITLE, Link.NONE): 0.6,
    (Name.TITLE, Link.ELSEWHERE): 0.5,
    (Name.SAID, Link.SEASON): 0.85,
    (Name.SAID, Link.SHOW): 0.7,
    (Name.SAID, Link.NONE): 0.5,
    (Name.SAID, Link.ELSEWHERE): 0.4,
}
_Compared = tuple[KnownPerson, Signs]


def match_page(
    identity: PageIdentity, roster: Roster, former: Candidate | None = None
) -> Match:
    """Return whom or what a page is about, by its kind.

    `former` is whose page it was until now. It stays theirs where nobody else has it
    for certain and nothing on it says otherwise: a page may be emptied for a while.
    """
    is_person = identity.kind == "person" or not (
        identity.kind != "other" or identity.own_season
    )
    match = (match_person if is_person else match_show)(identity, roster)
    if match.chosen is None and former and _may_stay(identity, roster, former):
        return replace(match, chosen=former)
    return match


def _may_stay(identity: PageIdentity, roster: Roster, former: Candidate) -> bool:
    if identity.is_disambiguation or not identity.is_single:
        return False
    if identity.kind == "other" or former.entity != "person":
        return identity.kind in {"other", former.entity}
    person = next((one for one in roster.people if one.id == former.id), None)
    if person is None or identity.kind != "person":
        return identity.kind == "person"
    signs = Reading(identity, roster).signs(person)
    is_contradicted = signs.birth is Birth.OTHER or signs.link is Link.ELSEWHERE
    if is_contradicted or signs.ids in {Ids.OTHER, Ids.SOMEBODYS}:
        return False
    return not signs.is_unlike


def match_person(identity: PageIdentity, roster: Roster) -> Match:
    """Return who of the roster a page is about; who else it may be are candidates.

    A list of what a name may mean, a show's page and a season's are about nobody.
    """
    if identity.is_disambiguation or identity.kind in {"show", "season"}:
        return Match(None)
    reading = Reading(identity, roster)
    possible = filter(reading.may_be, roster.people)
    found = [(person, reading.signs(person)) for person in possible]
    likely = [one for one in found if _is_worth_asking(identity, one[1])]
    candidates = [
        _candidate(one, _doubts(identity, one, likely, roster)) for one in likely
    ]
    candidates.sort(key=lambda one: (-one.score, one.name, one.id))
    return Match(_chosen(candidates), tuple(candidates[:_MOST_CANDIDATES]))


def _chosen(candidates: Sequence[Candidate]) -> Candidate | None:
    if not candidates or candidates[0].score < THRESHOLD:
        return None
    first, *others = candidates
    if others and round(first.score - others[0].score, 3) < _CLEARLY_AHEAD:
        return None
    return first


def _is_worth_asking(identity: PageIdentity, signs: Signs) -> bool:
    if identity.kind == "person" and identity.is_single:
        return _score(signs) >= _ASKED
    # A page of several people, or of anything: only one that has the name for a title.
    return signs.name is Name.TITLE and signs.is_linked and _score(signs) >= _ASKED


def _score(signs: Signs) -> float:
    """Return how likely it is by the signs alone, 0 to 1."""
    if signs.ids is Ids.SAME:
        return _by_id(signs)
    score = _by_name(signs) if signs.has_name else _by_likeness(signs)
    if signs.ids in {Ids.OTHER, Ids.SOMEBODYS} or signs.birth is Birth.OTHER:
        # Somebody else of that name, as it seems; or one of the two is wrong.
        return min(score, 0.5) if signs.has_name and signs.is_linked else 0.0
    return score - _SLIP if signs.birth is Birth.SLIP else score


def _by_id(signs: Signs) -> float:
    if signs.link is Link.ELSEWHERE or signs.birth is Birth.OTHER:
        return _DOUBTED
    if not signs.is_unlike or signs.birth is Birth.SAME:
        return 1.0
    return 0.85 if signs.link is Link.SEASON else _DOUBTED


def _by_name(signs: Signs) -> float:
    if signs.birth is Birth.SAME and signs.link is Link.SHOW:
        return _BY_NAME[signs.name, Link.SEASON]
    return _BY_NAME[signs.name, signs.link]


def _by_likeness(signs: Signs) -> float:
    """Return a score that always stays below the threshold."""
    if signs.name is Name.ALIKE and signs.link is Link.SEASON:
        return 0.4 + 0.3 * signs.likeness
    if signs.birth is Birth.SAME and signs.is_linked:
        return 0.6 if signs.name is Name.ALIKE else 0.45
    is_surname = signs.name is Name.SURNAME and signs.link is Link.SEASON
    return 0.45 if is_surname else 0.0


def _candidate(one: _Compared, doubts: Sequence[str]) -> Candidate:
    person, signs = one
    score = min(_score(signs), _DOUBTED) if doubts else _score(signs)
    reasons = (*signs.reasons, *doubts)
    return Candidate("person", person.id, person.name, round(score, 3), reasons)


def _doubts(
    identity: PageIdentity, one: _Compared, likely: Sequence[_Compared], roster: Roster
) -> list[str]:
    """Return why nobody can be sure, whatever the score."""
    person, signs = one
    doubts = []
    if not identity.is_single:
        doubts.append("the page is about several people")
    if identity.kind != "person":
        doubts.append("nothing on the page says that it is about a person")
    if signs.ids is not Ids.SAME:
        if _has_namesake(person, roster):
            doubts.append("somebody else in the cast has that name")
        if _is_told_apart(identity, person, signs, roster):
            doubts.append(f"the wiki may have others than ({identity.qualifier})")
    elif signs.is_unlike and any(
        theirs.has_name and theirs.is_linked for _, theirs in likely
    ):
        doubts.append("it has the name of somebody else in the cast")
    return doubts


def _has_namesake(person: KnownPerson, roster: Roster) -> bool:
    """Tell whether somebody else of that name is in one of their shows.

    Who is known by one word is meant by whoever has that word in their name.
    """
    key, words = name_key(person.name), words_of(person.name)
    is_word = is_one_word(person.name)
    return any(
        (words <= words_of(other.name) if is_word else key == name_key(other.name))
        and other.id != person.id
        and not person.in_shows.isdisjoint(other.in_shows)
        for other in roster.people
    )


def _is_told_apart(
    identity: PageIdentity, person: KnownPerson, signs: Signs, roster: Roster
) -> bool:
    """Tell whether a title says in brackets which of several of that name it is.

    It may be another one where neither a season nor the birthday agrees, and no show of
    theirs stands there.
    """
    if identity.qualifier is None or signs.link is Link.SEASON:
        return False
    titles = {
        name_key(title)
        for show in roster.shows
        if show.id in person.in_shows
        for title in (show.name, *show.titles)
    }
    return signs.birth is not Birth.SAME and name_key(identity.qualifier) not in titles
