"""Short wikitext as HTML, as MediaWiki renders the values of an infobox."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

import mwparserfromhell
from mwparserfromhell.nodes import (
    Comment,
    ExternalLink,
    HTMLEntity,
    Node,
    Tag,
    Template,
    Text,
    Wikilink,
)
from mwparserfromhell.wikicode import Wikicode

from standin.files import Json
from standin.wiki.dates import dated
from standin.wiki.pages import Page
from standin.wiki.state import Wiki
from standin.wiki.titles import CATEGORY, FILE, TitleError

_MARKUP = {"'''": "b", "''": "i"}
_BULLET = "\x00"
_LIST = re.compile(rf"(?:{_BULLET}[^\n]*(?:\n|$))+")
_ARGUMENT = re.compile(r"\{\{\{([^{}|]+)(?:\|([^{}]*))?\}\}\}")
_DEEPEST = 20


@dataclass(slots=True)
class Rendering:
    """One page's text on its way to HTML; `params` are those of its template.

    Where the site names the page in `link_holders`, links are left as the comments by
    which MediaWiki holds their places, as happens to Fandom: their texts are lost.
    """

    wiki: Wiki
    page: Page
    params: Mapping[str, str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)
    _depth: int = 0

    def html(self, text: str) -> str:
        """Return a text as HTML, with the parameters that it names filled in."""
        filled = _ARGUMENT.sub(self._argument, text)
        whole = self._code(mwparserfromhell.parse(filled)).strip()
        return _LIST.sub(_listed, whole)

    def _argument(self, found: re.Match[str]) -> str:
        known = self.params.get(found[1].strip())
        if known is not None:
            return known
        return found[0] if found[2] is None else found[2]

    def _code(self, code: Wikicode | None) -> str:
        return "".join(self._node(node) for node in code.nodes) if code else ""

    def _node(self, node: Node) -> str:
        match node:
            case Comment():
                html = ""
            case Text():
                html = escape(str(node), quote=False)
            case Wikilink():
                html = self._link(node)
            case ExternalLink():
                html = self._external(node)
            case Tag():
                html = self._tag(node)
            case Template():
                html = self._template(node)
            case HTMLEntity():
                html = str(node)
            case _:
                html = escape(str(node))
        return html

    def _link(self, link: Wikilink) -> str:
        target, _, fragment = str(link.title).strip().partition("#")
        shown = (
            self._code(link.text) if link.text else escape(str(link.title).strip(":"))
        )
        if target.lower().startswith(("wikipedia:", "w:")):
            name = target.partition(":")[2].replace(" ", "_")
            href = f"https://en.wikipedia.org/wiki/{name}"
            return (
                f'<a href="{href}" class="extiw" title="{escape(target)}">{shown}</a>'
            )
        try:
            title = self.wiki.names.parse(target) if target else self.page.title
        except TitleError:
            return shown
        if self.page.title.text in (self.wiki.site.get("link_holders") or []):
            return f"<!--LINK'\" {title.namespace}:{self._next('link')}-->"
        if title.namespace == FILE and not str(link.title).startswith(":"):
            return (
                f'<img alt="{escape(title.name)}" data-image-key="{escape(title.key)}">'
            )
        anchor = f"#{fragment.replace(' ', '_')}" if fragment else ""
        if title in self.wiki.pages or title.namespace == CATEGORY:
            href = f"/wiki/{title.path}{anchor}"
            return f'<a href="{href}" title="{escape(title.text)}">{shown}</a>'
        href = f"/wiki/{title.path}?action=edit&amp;redlink=1"
        missing = f"{escape(title.text)} (page does not exist)"
        return f'<a href="{href}" class="new" title="{missing}">{shown}</a>'

    def _external(self, link: ExternalLink) -> str:
        href = escape(self._code(link.url))
        shown = self._code(link.title) if link.title else href
        kind = "text" if link.title else "free"
        return (
            '<a target="_blank" rel="nofollow noreferrer noopener" '
            f'class="external {kind}" href="{href}">{shown}</a>'
        )

    def _tag(self, tag: Tag) -> str:
        name = str(tag.tag).strip().lower()
        if name == "li" and tag.wiki_markup:
            return _BULLET
        if name == "ref":
            number = self._next("ref") + 1
            return (
                f'<sup id="cite&#95;ref-{number}" class="reference">'
                f'<a href="#cite_note-{number}">&#91;{number}&#93;</a></sup>'
            )
        if name in {"br", "hr"}:
            return f"<{name} />"
        name = _MARKUP.get(str(tag.wiki_markup), name)
        given = "".join(str(one) for one in tag.attributes)
        return f"<{name}{given}>{self._code(tag.contents)}</{name}>"

    def _template(self, template: Template) -> str:
        name = str(template.name).strip()
        if (date := dated(template, self.page.timestamp)) is not None:
            return date
        text = template_said(self.wiki, name).get("text")
        if text is None or self._depth > _DEEPEST:
            return self._link(Wikilink(f"Template:{name}"))
        inner = Rendering(self.wiki, self.page, given(template), self._counts)
        inner._depth = self._depth + 1
        return inner.html(text)

    def _next(self, kind: str) -> int:
        self._counts[kind] = self._counts.get(kind, -1) + 1
        return self._counts[kind]


def template_said(wiki: Wiki, name: str) -> Json:
    """Return what the wiki's `templates.json` says of a template, {} for nothing."""
    wanted = name.replace("_", " ").strip()
    known = wiki.folder.templates()
    said: Json = known.get(wanted) or known.get(wanted[:1].upper() + wanted[1:]) or {}
    return said


def given(template: Template) -> dict[str, str]:
    """Return the parameters of a template by their names, without those left empty."""
    return {
        str(one.name).strip(): value
        for one in template.params
        if (value := str(one.value).strip())
    }


def _listed(found: re.Match[str]) -> str:
    items = [line.strip(f"{_BULLET} ") for line in found[0].splitlines()]
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
