"""Pictures that wikitext shows: lines of a gallery, and what `[[File:...]]` holds."""

import re
from collections.abc import Iterator
from typing import Final

from trr_backend.ingestion.wiki.markup.lines import tidy
from trr_backend.ingestion.wiki.markup.namespaces import file_name
from trr_backend.ingestion.wiki.markup.words import WORDS, folded

_PICTURE: Final = re.compile(
    r"[^\[\]{}|<>#\n]{1,240}\.(?:jpe?g|png|gif|webp|svg|bmp|tiff?|avif)", re.IGNORECASE
)
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SIZE: Final = re.compile(r"(?:\d{1,5})?x?\d{1,5} ?px", re.IGNORECASE)


def is_picture(text: str) -> bool:
    """Say whether a text is nothing but the name of a picture's file.

    >>> is_picture("US26 Chelsie Large.jpg"), is_picture("Winner")
    (True, False)
    """
    return _PICTURE.fullmatch(text.strip()) is not None


def gallery_lines(content: str) -> Iterator[tuple[str, str]]:
    """Yield file and caption of each line of a gallery; the caption is wikitext."""
    for line in _COMMENT.sub("", content).splitlines():
        name, _, more = line.partition("|")
        if is_picture(named := file_name(name)):
            yield named, caption(more)


def caption(more: str) -> str:
    """Return the caption among what stands behind a file's name, as wikitext.

    >>> caption("thumb|200px|link=Rob|Rob in ''Marquesas''")
    "Rob in ''Marquesas''"
    """
    said = [part for part in _parts(more) if not _is_option(part.strip())]
    return said[-1].strip() if said else ""


def _is_option(part: str) -> bool:
    """Say whether a part says how a picture is shown."""
    setting, equals, _ = part.partition("=")
    if equals and folded(setting) in WORDS["picture_settings"]:
        return True
    return folded(part) in WORDS["picture_options"] or bool(_SIZE.fullmatch(part))


def _parts(more: str) -> Iterator[str]:
    """Split at each `|` that is within no link and no template."""
    depth, start = 0, 0
    for token in re.finditer(r"\[\[|\{\{|\]\]|\}\}|\|", more):
        if token[0] in {"[[", "{{"}:
            depth += 1
        elif token[0] != "|":
            depth = max(0, depth - 1)
        elif depth == 0:
            yield more[start : token.start()]
            start = token.end()
    if tidy(more[start:]):
        yield more[start:]
