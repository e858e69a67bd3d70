"""Any page at all: whatever follows whatever, no error but the named ones."""

import json
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.wiki_pages import page_document
from trr_backend.errors import Refused
from trr_backend.ingestion.wiki.pages import page_from

_MARKS = (
    *("{{", "}}", "{{{", "}}}", "[[", "]]", "|", "=", "\n", "\n* ", "\n{|", "\n|-\n"),
    *("\n|}", "\n! ", "||", "[http://a ", "]", "http://b ", "&amp;", "&#xD800;", "<b>"),
    *("</b>", "<ref>", "</ref>", "<!--", "-->", "<nowiki>", "</nowiki>", "<br>", "''"),
    *("\n== c ==\n", "File:d.png", "{{birth date|1990|", "{{Infobox e|", "{{ubl|"),
    *("<gallery>", "</gallery>", "{{url|", "rowspan=2|", "#REDIRECT", "text", "\x05"),
    *('<i style="display:none">', "</i>", "{{!}}", "[[Category:", "{{imdb name|", "1"),
)
_TAGS = (
    *("<b>", "</b>", "<br>", '<a href="', '">', "</a>", "<li>", "<p>", "<td>", "&#0;"),
    *("<svg>", "<template>", "<!--", "-->", "</", "<", '<sup class="reference">', "x"),
)


def _made_of(parts: tuple[str, ...], most: int) -> st.SearchStrategy[str]:
    texts = st.sampled_from(parts) | st.text(st.characters(codec="utf-8"), max_size=3)
    return st.lists(texts, max_size=most).map("".join)


_HTML = _made_of(_TAGS, 30)
_NODE_PARTS = ("data", "value", "label", "source", "url", "name", "caption")
_TYPES = ("data", "group", "header", "image", "title", "horizontal-group-content")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _HTML,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.fixed_dictionaries(
            {},
            optional={
                "type": st.sampled_from(_TYPES),
                **dict.fromkeys(_NODE_PARTS, inner),
            },
        )
    ),
    max_leaves=12,
)
_BRIEFLY = settings(
    max_examples=120, deadline=None, suppress_health_check=list(HealthCheck)
)


@given(wikitext=_made_of(_MARKS, 60))
@_BRIEFLY
def test_any_wikitext_is_read(wikitext: str) -> None:
    """Whatever brackets follow each other."""
    assert page_from(page_document(wikitext=wikitext)).title == "Rob Mariano"


@given(nodes=st.lists(_JSON, max_size=3))
@_BRIEFLY
def test_any_portable_infobox_is_read_or_refused(nodes: list[object]) -> None:
    """Whatever JSON is in pageprops."""
    document = page_document(infoboxes=json.dumps([{"data": nodes}]))
    with suppress(Refused):
        assert len(page_from(document).infoboxes) <= 1
