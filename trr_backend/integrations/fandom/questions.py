"""What a wiki is asked: the parameters of each question to api.php.

https://www.mediawiki.org/wiki/API:Query has the vendor's words.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from trr_backend.errors import InputError
from trr_backend.integrations.http import Params

# The most titles or numbers in one question of somebody without further rights.
AT_ONCE = 50
_EVERY: Params = {
    "action": "query",
    "format": "json",
    "formatversion": 2,
    # Rather not while the wiki's copies are more than so many seconds behind.
    "maxlag": 5,
    # Wikis before 1.26 go on in an older way if this is not said.
    "continue": "",
}
_TEXT: Params = {"rvprop": "ids|timestamp|content|size", "rvslots": "main"}
_REDIRECTS: Params = {"redirects": 1, "converttitles": 1}
_PAGES: Params = {
    **_EVERY,
    **_TEXT,
    "prop": "revisions|pageprops|pageimages|images|categories|redirects|info",
    "ppprop": "infoboxes|disambiguation|wikibase_item",
    "piprop": "name|original",
    "pilimit": "max",
    "imlimit": "max",
    "cllimit": "max",
    "rdprop": "title",
    # A redirect to a section is no other name of the page.
    "rdshow": "!fragment",
    "rdlimit": "max",
}
_FILES: Params = {
    **_EVERY,
    **_TEXT,
    **_REDIRECTS,
    "prop": "imageinfo|categories|revisions",
    "iiprop": "url|size|sha1|mime|user|extmetadata",
    "iiextmetadatafilter": "LicenseShortName|LicenseUrl|UsageTerms|Artist",
    "cllimit": "max",
}
_CHANGES: Params = {
    **_EVERY,
    "list": "recentchanges",
    "rctype": "edit|new|log",
    "rcprop": "ids|title|timestamp|loginfo",
    "rclimit": "max",
    "rcdir": "newer",
    "curtimestamp": 1,
}
SITE: Params = {
    **_EVERY,
    "meta": "siteinfo",
    "siprop": "general|rightsinfo|namespaces",
}


def pages_by_title(titles: Sequence[str]) -> Params:
    """Ask for pages by title, over redirects, with everything that is read of one."""
    return {**_PAGES, **_REDIRECTS, "titles": _titles(titles)}


def pages_by_number(numbers: Sequence[int]) -> Params:
    """Ask for pages by number; one that became a redirect comes as that."""
    return {**_PAGES, "pageids": _numbers(numbers)}


def files(names: Sequence[str]) -> Params:
    """Ask for files (`Rob.png`): where they lie, and what their own page says."""
    return {**_FILES, "titles": _titles([f"File:{name}" for name in names])}


def revisions(numbers: Sequence[int]) -> Params:
    """Ask for the newest revision of pages."""
    return {**_EVERY, "prop": "info", "pageids": _numbers(numbers)}


def changes(since: datetime) -> Params:
    """Ask what changed since a moment, the oldest first."""
    moment = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {**_CHANGES, "rcstart": moment}


def _titles(titles: Sequence[str]) -> str:
    _check_count(len(titles))
    for title in titles:
        if "|" in title or title.startswith("\x1f") or not title.strip():
            raise InputError(f"{title!r} is no title of a page")
    return "|".join(titles)


def _numbers(numbers: Sequence[int]) -> str:
    _check_count(len(numbers))
    for number in numbers:
        if number < 1:
            raise InputError(f"{number} is no number of a page; they count from 1")
    return "|".join(map(str, numbers))


def _check_count(count: int) -> None:
    if not 0 < count <= AT_ONCE:
        raise InputError(f"{count} pages; one question has 1 to {AT_ONCE}")
