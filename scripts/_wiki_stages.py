"""The stages that read wikis, as commands put them together."""

from collections.abc import Sequence
from dataclasses import replace

from scripts import _wiki_wishes as wishes
from scripts._stage import AnyStage
from scripts._wiki_facts import facts_stage
from scripts._wiki_pages import Wish, pages_stage
from scripts._wiki_pictures import WIKI_PHOTOS, listing_stage
from scripts._wikis import wikis_stage
from trr_backend.models.wiki import Wiki


def found_shows(named: Sequence[Wiki], wish: Wish) -> list[AnyStage]:
    """Return the stages that ask wikis what is new, and find their shows."""
    return [
        wikis_stage(named),
        pages_stage("wiki-shows", named, wish),
        facts_stage("wiki-show-facts", named, finds_shows=True),
    ]


def seasons(named: Sequence[Wiki]) -> list[AnyStage]:
    """Return the stages that read the seasons of the shows that were found."""
    return [
        pages_stage("wiki-seasons", named, wishes.seasons),
        facts_stage("wiki-season-facts", named),
    ]


def cast(named: Sequence[Wiki]) -> list[AnyStage]:
    """Return the stages that read the people of those shows and keep their pictures."""
    return [*_people(named), WIKI_PHOTOS]


def whole(named: Sequence[Wiki]) -> list[AnyStage]:
    """Return the stages that read all of these wikis: shows, seasons and people."""
    return [*found_shows(named, wishes.shows), *seasons(named), *cast(named)]


def remembered() -> list[AnyStage]:
    """Return all of them for the wikis that shows remember; there may be none.

    The pictures that they list are kept with the other photos of the cast.
    """
    known: list[AnyStage] = [
        wikis_stage((), required=False),
        *found_shows((), wishes.shows)[1:],
        *seasons(()),
        *_people(()),
    ]
    return [replace(stage, is_optional=True) for stage in known]


def _people(named: Sequence[Wiki]) -> list[AnyStage]:
    return [
        pages_stage("wiki-names", named, wishes.names),
        facts_stage("wiki-facts", named),
        pages_stage("wiki-aliases", named, wishes.aliases),
        facts_stage("wiki-alias-facts", named),
        listing_stage(named),
    ]
