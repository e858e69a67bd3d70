"""What a wiki says of itself: name, language, where its pages are, its licence."""

import re
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import quote, urlsplit

import msgspec

from trr_backend.integrations.fandom.client import FandomClient
from trr_backend.integrations.shapes import misfit, unreadable
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.models.wiki import Wiki, WikiSite
from trr_backend.utils.text import clean, web_address

# Free licences set no end; what is ten years old is asked for again all the same.
WIKI_KEEP = timedelta(days=3650)
SITE_KIND = "site"
_FILES = "6"
# As MediaWiki itself writes titles into addresses.
_TITLE_SAFE = ";@$!*(),/~:"
# Terms that forbid selling or changing, in words and in names of licences.
_UNFREE = re.compile(
    r"\b(nc|nd)\b|non-?\s?commercial|no-?\s?deriv|nicht[\s-]?kommerziell|"
    r"keine\s?bearbeitung|pas d.utilisation commerciale|no\s?comercial|非営利|"
    r"all rights reserved|fair use",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\bcc[\s-]?by([\s-]?sa)?\b|\bcc[\s-]?(0|zero)\b|public domain|\bgfdl\b|"
    r"gnu free documentation|creative commons (zero|attribution)|"
    r"^attribution([\s,-]+share[\s-]?alike)?\b",
    re.IGNORECASE,
)
_FREE_ADDRESS = re.compile(
    r"//(www\.)?(creativecommons\.org/(licenses/by(-sa)?/|publicdomain/)|"
    r"gnu\.org/(copyleft|licenses/(old-licenses/)?)/?fdl)",
    re.IGNORECASE,
)
_UNFREE_ADDRESS = re.compile(r"creativecommons\.org/licenses/by-n", re.IGNORECASE)


class _General(msgspec.Struct, frozen=True):
    sitename: str
    lang: str
    articlepath: Annotated[str, msgspec.Meta(pattern=r"\$1")]
    server: str = ""


class _Rights(msgspec.Struct, frozen=True):
    url: str | None = None
    text: str | None = None


class _Namespace(msgspec.Struct, frozen=True):
    name: str | None = None
    # What wikis before 1.25 call it.
    star: str | None = msgspec.field(name="*", default=None)


class _Query(msgspec.Struct, frozen=True):
    general: _General
    rightsinfo: _Rights
    namespaces: dict[str, _Namespace]


class _Site(msgspec.Struct, frozen=True):
    query: _Query


async def fetch_site(
    client: FandomClient, wiki: Wiki, now: datetime
) -> tuple[WikiSite, Document]:
    """Ask a wiki what it is. Raises UpstreamError."""
    answer = await client.site(wiki)
    site = _read(answer.body, wiki.source, answer.url)
    document = Document(
        key=DocumentKey(wiki.source, SITE_KIND, wiki.name),
        url=answer.url,
        body=answer.body,
        fetched_at=now,
        licence=licence_text(site.licence, site.licence_url),
        keep=WIKI_KEEP,
    )
    return site, document


def site_from(document: Document) -> WikiSite:
    """Return what a wiki says of itself. Raises Changed."""
    return _read(document.body, document.key.source, document.url)


def is_free_licence(text: str | None, url: str | None) -> bool:
    """Tell whether a wiki's texts may be passed on by anybody, for money and changed.

    That is so under CC BY, CC BY-SA, CC zero or the GFDL, and in the public domain.
    What is not stated, or in words that are not known, is not free.

    >>> is_free_licence("CC-BY-SA", None), is_free_licence("CC BY-NC-SA 3.0", None)
    (True, False)
    """
    said, address = text or "", url or ""
    if _UNFREE.search(said) or _UNFREE_ADDRESS.search(address):
        return False
    return bool(_FREE.search(said) or _FREE_ADDRESS.search(address))


def licence_text(licence: str | None, url: str | None) -> str:
    """Return a licence as documents state it."""
    if licence and url:
        return f"{licence} ({url})"
    return licence or url or "the wiki states no licence"


def page_url(site: WikiSite, title: str) -> str:
    """Return the public address of a page."""
    name = quote(title.replace(" ", "_"), safe=_TITLE_SAFE)
    return site.article_url.replace("$1", name)


def _read(body: bytes, source: str, url: str) -> WikiSite:
    try:
        said = msgspec.json.decode(body, type=_Site).query
    except msgspec.ValidationError as error:
        raise misfit(str(error), source=source, url=url) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise unreadable(str(error), source=source, url=url) from None
    text, terms = clean(said.rightsinfo.text), clean(said.rightsinfo.url)
    asked = urlsplit(url)
    known = f"{asked.scheme}://{asked.netloc}"
    # What Fandom's wikis are called is known; a stand-in says what it likes.
    origin = known if source == "fandom" else _absolute(said.general.server, known)
    files = said.namespaces.get(_FILES, _Namespace())
    return WikiSite(
        site_name=said.general.sitename,
        language=said.general.lang,
        article_url=(origin or known).rstrip("/") + said.general.articlepath,
        licence=text,
        licence_url=_absolute(terms, known),
        is_free=is_free_licence(text, terms),
        file_namespace=files.name or files.star or "File",
    )


def _absolute(url: str | None, origin: str) -> str | None:
    """Return an address as a link can have it; None: it is none."""
    said = url or ""
    if said.startswith("//"):
        said = f"{origin.partition('//')[0]}{said}"
    return web_address(origin + said if said.startswith("/") else said)
