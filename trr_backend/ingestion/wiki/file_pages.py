"""What a file's own page says of its terms and author, read without guessing.

Where the wiki states a licence itself (extension CommonsMetadata) that is one word of
several; the templates and categories of the page are the others.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from trr_backend.ingestion.wiki.licences import (
    Terms,
    category_terms,
    decided,
    named_terms,
)
from trr_backend.ingestion.wiki.markup.lines import tidy
from trr_backend.ingestion.wiki.markup.stripping import strip
from trr_backend.integrations.fandom.files import FileInfo, FilePage
from trr_backend.utils.text import web_address

# Pages of files are short; a licence behind more than this is not looked for.
_MAX_TEXT = 50_000
_MAX_HTML = 5_000
_MAX_WORD = 200
_MAX_PARAMETER = 500
# The name of a template and what stands in it before another template.
_TEMPLATE = re.compile(r"\{\{([^{}|\n]{1,100})((?:\|[^{}]{0,1000})?)")
_LICENCE = re.compile(r"\|\s*licen[cs]e\s*=\s*([^|{}\n]{1,100})", re.IGNORECASE)
_AUTHOR = re.compile(
    r"\|\s*(?:author|artist|photographer|creator)\s*=((?:[^|{}\n\[]|\[\[[^\[\]\n]*\]\]|\[)*)",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[\[(?:[^|\[\]]*\|)?([^|\[\]]*)\]\]|\[\S+ ([^\[\]]*)\]")
# What uploaders put on what they made themselves, whatever licence stands in it.
_OWN = re.compile(r"\{\{\s*self\s*[|}]", re.IGNORECASE)
# Templates that take licences by name.
_WRAPS = frozenset({"self", "license", "licence", "licensing", "multilicense"})


def terms_of(page: FilePage) -> Terms | None:
    """Return the terms that a file's page states, None where it states none."""
    return decided(_stated(page))


def licence_url_of(page: FilePage, terms: Terms) -> str | None:
    """Return where the licence's text is: as the wiki states it, else as is known."""
    stated = web_address(page.info.stated("LicenseUrl"))
    return stated if stated and terms == _stated_by_wiki(page.info) else terms.url


def author_of(page: FilePage, terms: Terms | None) -> str | None:
    """Return who made a file: as the page names them; of own work, who uploaded it."""
    named = _text(page.info.stated("Artist")) or _author_parameter(page.text)
    if not named and terms and (terms.own_work or _is_own(page.text)):
        named = tidy(page.info.user or "")
    return named[:_MAX_WORD] or None


def _stated(page: FilePage) -> Iterator[Terms]:
    by_wiki = _stated_by_wiki(page.info)
    in_text = (named_terms(name) for name in _names(page.text))
    categories = (one.title.partition(":")[2] for one in page.categories)
    by_category = (category_terms(name) for name in categories)
    yield from filter(None, (by_wiki, *in_text, *by_category))


def _stated_by_wiki(info: FileInfo) -> Terms | None:
    """Return a licence that the wiki itself states; one that is unknown is not free."""
    said = info.stated("LicenseShortName") or info.stated("UsageTerms")
    text = _text(said)[:_MAX_WORD]
    if not text:
        return None
    return named_terms(text) or Terms(text, is_free=False)


def _names(wikitext: str) -> Iterator[str]:
    """Yield the names of a page's templates, and the licences that others take."""
    text = strip(wikitext[:_MAX_TEXT]).text
    for template in _TEMPLATE.finditer(text):
        name = tidy(template[1].replace("_", " "))
        if name.lower() not in _WRAPS:
            yield name
            continue
        inner = [part for part in template[2].split("|") if named_terms(part)]
        yield from inner or (name,)
    for parameter in _LICENCE.finditer(text):
        yield parameter[1]


def _is_own(wikitext: str) -> bool:
    return _OWN.search(strip(wikitext[:_MAX_TEXT]).text) is not None


def _author_parameter(wikitext: str) -> str:
    found = _AUTHOR.search(strip(wikitext[:_MAX_TEXT]).text)
    return tidy(_LINK.sub(_link_text, found[1][:_MAX_PARAMETER])) if found else ""


def _link_text(link: re.Match[str]) -> str:
    return link[1] or link[2] or ""


def _text(said: str | None) -> str:
    """Return the text of what may be HTML."""
    if not said or "<" not in said:
        return tidy(said or "")
    body = LexborHTMLParser(said[:_MAX_HTML]).body
    return tidy(body.text(separator=" ")) if body else ""
