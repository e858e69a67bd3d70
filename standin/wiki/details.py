"""The properties of pages that say one thing: info, revisions, pageprops, a picture."""

from standin.files import Json
from standin.wiki.asking import MOST, Ask, Continue, picked
from standin.wiki.errors import ApiError
from standin.wiki.infobox import infoboxes, shown_files
from standin.wiki.media import picture_of
from standin.wiki.pages import Page, now
from standin.wiki.pageset import Entry
from standin.wiki.titles import FILE, MAIN

_REVISION = ("ids", "timestamp", "flags", "comment", "user")
_REVISION_ALL = (*_REVISION, "size", "sha1", "content", "contentmodel")
_LEGACY = (
    'Because "rvslots" was not specified, a legacy format has been used for the '
    "output. This format is deprecated, and in the future the new format will always "
    "be used."
)
_SINGLE = (
    '"titles", "pageids" or a generator was used to supply multiple pages, but the '
    '"rvlimit", "rvstartid", "rvendid", "rvdir=newer", "rvuser", "rvexcludeuser", '
    '"rvstart", and "rvend" parameters may only be used on a single page.'
)
_THUMB_PIXELS = 50
# The magic word of the extension Disambiguator.
_DISAMBIGUATION = "__DISAMBIG__"


def info(ask: Ask) -> Continue:
    """Add what a page is: its model, its latest revision, its length, its address."""
    wanted = ask.params.chosen("info", "inprop", ("url", "displaytitle"), ())
    entries = [one for one in ask.entries if one.title and one.title.namespace >= MAIN]
    part, more = ask.part("info", "incontinue", entries, _title_token, MOST)
    language = ask.wiki.site.get("lang") or "en"
    for entry in part:
        entry.said |= {
            "contentmodel": "wikitext",
            "pagelanguage": language,
            "pagelanguagehtmlcode": language,
            "pagelanguagedir": "rtl" if language in {"ar", "fa", "he", "ur"} else "ltr",
        }
        if entry.page is not None:
            entry.said |= _latest(ask, entry.page)
        if entry.title is not None and "url" in wanted:
            whole = ask.addresses.article(entry.title)
            entry.said["fullurl"] = whole
            entry.said["editurl"] = ask.addresses.edit(entry.title)
            entry.said["canonicalurl"] = whole
        if entry.title is not None and "displaytitle" in wanted:
            entry.said["displaytitle"] = entry.title.text
    return more


def revisions(ask: Ask) -> Continue:
    """Add the latest revision of each page, the only one that is kept."""
    params = ask.params
    wanted = params.chosen("revisions", "rvprop", _REVISION_ALL, _REVISION)
    slots = params.values("rvslots")
    if params.flag("rvlimit") and len(ask.pages()) > 1:
        raise ApiError("invalidparammix", _SINGLE)
    if "content" in wanted and not slots:
        params.warn("revisions", _LEGACY)
    most = 50 if "content" in wanted else MOST
    pages = ask.pages()
    part, more = ask.part("revisions", "rvcontinue", pages, _revision_token, most)
    for entry, page in part:
        entry.said["revisions"] = [_revision(page, wanted, in_slots=bool(slots))]
    return more


def pageprops(ask: Ask) -> Continue:
    """Add what extensions noted of a page: its infoboxes, that it tells names apart."""
    asked = ask.params.values("ppprop")
    noted = [
        (entry, page, said)
        for entry, page in ask.pages()
        if (said := _noted(ask, page, asked))
    ]
    part, more = ask.part(
        "pageprops", "ppcontinue", noted, lambda one: one[1].number, MOST
    )
    for entry, _, said in part:
        entry.said["pageprops"] = said
    return more


def pageimages(ask: Ask) -> Continue:
    """Add the picture that stands for each page."""
    params = ask.params
    known = ("thumbnail", "name", "original")
    wanted = params.chosen("pageimages", "piprop", known, ("thumbnail", "name"))
    width = params.number("pithumbsize") or _THUMB_PIXELS
    usual = ask.most("pageimages", 50)
    most = params.limit("pageimages", "pilimit", 50, usual)
    pages = ask.pages()
    part, more = ask.part(
        "pageimages", "picontinue", pages, lambda one: one[1].number, most
    )
    for entry, page in part:
        entry.said |= _page_image(ask, page, wanted, width)
    return more


def _noted(ask: Ask, page: Page, asked: list[str]) -> Json:
    said: Json = {}
    if _DISAMBIGUATION in page.text:
        said["disambiguation"] = ""
    boxes = infoboxes(ask.wiki, page, ask.addresses)
    if boxes is not None:
        said["infoboxes"] = boxes
    return {key: said[key] for key in said if not asked or key in asked}


def _page_image(ask: Ask, page: Page, wanted: list[str], width: int) -> Json:
    shown = (
        [page.title]
        if page.title.namespace == FILE
        # Pictures of galleries are too small to stand for a page.
        else shown_files(ask.wiki, page.text, galleries=False)
    )
    found = (picture_of(ask.wiki, title.key) for title in shown)
    picture = next((one for one in found if one is not None), None)
    if picture is None:
        return {}
    full, high = picture.drawing.full
    narrow = min(width, full)
    said: Json = {}
    if "thumbnail" in wanted:
        source = ask.addresses.scaled(picture.key, picture.timestamp, narrow)
        height = max(round(high * narrow / full), 1)
        said["thumbnail"] = {"source": source, "width": narrow, "height": height}
    if "original" in wanted:
        source = ask.addresses.picture(picture.key, picture.timestamp)
        said["original"] = {"source": source, "width": full, "height": high}
    if "name" in wanted:
        said["pageimage"] = picture.key
    return said


def _latest(ask: Ask, page: Page) -> Json:
    said: Json = {
        # Touched whenever it is rendered anew: it tells nothing of a page's text.
        "touched": now(),
        "lastrevid": page.revision,
        "length": page.bytes,
    }
    if ask.wiki.leads_to(page) is not None:
        said["redirect"] = True
    if page.parent == 0:
        said["new"] = True
    return said


def _revision(page: Page, wanted: list[str], *, in_slots: bool) -> Json:
    main = {
        "contentmodel": "wikitext",
        "contentformat": "text/x-wiki",
        "content": page.text,
    }
    parts: dict[str, Json] = {
        "ids": {"revid": page.revision, "parentid": page.parent},
        "flags": {"minor": False},
        "user": {"user": page.user},
        "timestamp": {"timestamp": page.timestamp},
        "size": {"size": page.bytes},
        "sha1": {"sha1": page.sha1},
        "comment": {"comment": page.comment},
        "content": {"slots": {"main": main}} if in_slots else main,
    }
    return picked(parts, wanted)


def _title_token(entry: Entry) -> str:
    title = entry.title
    return f"{title.namespace}|{title.name}" if title else ""


def _revision_token(one: tuple[Entry, Page]) -> str:
    return f"{one[1].number}|{one[1].revision}"
