"""How much of a page is read: whatever is beyond it is refused, with the reason.

docs/decisions/0036 has what each limit costs, and what real pages need of it.
"""

import re
from typing import Final

# MediaWiki's own limit of a page's text is 2 MB.
MAX_TEXT: Final = 2_097_152
# Of brackets and tags on a page, and of its lines; 200 KB of Wikipedia have 2,500 and
# 1,300.
MAX_MARKS: Final = 50_000
MAX_LINES: Final = 30_000
# Of pieces, and of links, templates and tags in them; the rest is passed over. The same
# 200 KB have 2,700.
MAX_READ: Final = 20_000
# Characters of one value, paragraph or cell; 7,000 is the longest of the recorded ones.
MAX_PIECE: Final = 20_000
# Templates and links within each other, or tags; three in recorded wikitext.
MAX_DEPTH: Final = 30
# Of one HTML value: its characters and its tags.
MAX_HTML: Final = 200_000
MAX_TAGS: Final = 3_000
# Bytes of a page document and of `pageprops.infoboxes`, and lists and objects within
# each other in them.
MAX_DOCUMENT: Final = 16_777_216
MAX_JSON: Final = 2_097_152
MAX_JSON_DEPTH: Final = 40
# Of a table once its cells stand in every row and column that they span.
MAX_CELLS: Final = 5_000
# Of a page, each: infoboxes, pictures, links.
MAX_LISTED: Final = 2_000

# A text that never ends is one to the end.
_JSON_TOKEN: Final = re.compile(
    rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL
)


class Budget:
    """What may still be read of one page: pieces, and the marks in them."""

    def __init__(self, most: int = MAX_READ) -> None:
        self._most = most
        self._left = most

    def take(self, marks: int) -> str | None:
        """Count a piece and its marks as read; return why not, where it is too much."""
        self._left -= 1 + marks
        if self._left >= 0:
            return None
        return f"the page holds more than {self._most:,} pieces, links and templates"


def too_long(length: int, most: int = MAX_PIECE) -> str | None:
    """Return why so many characters are not read, if they are not."""
    if length <= most:
        return None
    return f"{length:,} characters; at most {most:,} are read"


def too_deep(depth: int, most: int = MAX_DEPTH) -> str | None:
    """Return why a nesting so deep is not read, if it is not."""
    if depth <= most:
        return None
    return f"nested {depth:,} deep; at most {most} is read"


def page_refusal(wikitext: str) -> str | None:
    """Return why a page's text is not read at all, if it is not."""
    if reason := too_long(len(wikitext), MAX_TEXT):
        return reason
    marks = sum(map(wikitext.count, ("[[", "{{", "<")))
    if marks > MAX_MARKS:
        return f"{marks:,} brackets and tags; at most {MAX_MARKS:,} are read"
    if (lines := wikitext.count("\n")) > MAX_LINES:
        return f"{lines:,} lines; at most {MAX_LINES:,} are read"
    return None


def json_refusal(text: bytes, most: int = MAX_JSON) -> str | None:
    """Return why a JSON text is not decoded, if it is not."""
    if len(text) > most:
        return f"{len(text):,} bytes; at most {most:,} are read"
    depth = deepest = 0
    for token in _JSON_TOKEN.finditer(text):
        if token[0] in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token[0] in b"]}":
            depth -= 1
    return too_deep(deepest, MAX_JSON_DEPTH)
