"""Infoboxes that MediaWiki stored before it had filled them in."""

from tests.wiki_pages import data, group, header, infobox, page_document, title
from trr_backend.ingestion.wiki.pages import page_from
from trr_backend.ingestion.wiki.portable import NOT_FILLED_IN
from trr_backend.models.wiki_page import InfoboxValue, PageLink

LINK = "<!--LINK'\" 0:1-->"
BOX = infobox(
    title("Ann"),
    data("hometown", "Boston", "Hometown"),
    data("job", LINK, "Job"),
    group(header(LINK), data("season", LINK, "Season"), data("place", "1st", "Place")),
)
CALL = "{{Castaway|name=Ann|hometown=Paris|season=''[[Island: Home|Home]]''|place=1st}}"


def test_what_is_not_filled_in_is_read_from_the_wikitext() -> None:
    """By the parameter's name; what that says of the rest is not asked."""
    page = page_from(page_document("Ann", CALL, infoboxes=[BOX]))

    (box,) = page.infoboxes
    assert box.values == (
        InfoboxValue("hometown", "Hometown", ("Boston",)),
        InfoboxValue("job", "Job", (), refused=NOT_FILLED_IN),
    )
    assert box.groups[0].values == (
        InfoboxValue(
            "season", "Season", ("Home",), (PageLink("Home", "Island: Home"),)
        ),
        InfoboxValue("place", "Place", ("1st",)),
    )


def test_without_the_wikitext_it_is_refused() -> None:
    """A mark is no value: it would be shown to readers."""
    page = page_from(page_document("Ann", None, infoboxes=[BOX]))

    refused = [one.parameter for one in page.infoboxes[0].all_values if one.refused]
    assert refused == ["job", "season"]
