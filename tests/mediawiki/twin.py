"""The stand-in's wiki with the same pages as the real one, to be compared with it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

from tests.mediawiki.contents import PAGES, files
from tests.mediawiki.running import MediaWiki
from tests.upstream import Upstream
from tests.wiki_upstream import UpstreamWiki

CATEGORIES = {
    "Castaway": ["Castaways"],
    "Season": ["Seasons"],
    "Disambig": ["Disambiguation pages"],
}
SIZES = {"Ada.png": (300, 400), "Ada in Tonga.jpg": (320, 200)}

Json = dict[str, Any]


def twin(upstream: Upstream, mediawiki: MediaWiki) -> UpstreamWiki:
    """Let the stand-in have the wiki, with its numbers, revisions and times."""
    wiki = UpstreamWiki(upstream)
    rights = mediawiki.query(meta="siteinfo", siprop="rightsinfo")["rightsinfo"]
    wiki.put_site(sitename="Island Wiki", family="mediawiki", rights=rights)
    known = {name.replace("_", " "): text for name, (_, text) in files().items()}
    texts = {**PAGES, **{f"File:{name}": text for name, text in known.items()}}
    titles = ["Main Page", *texts]
    for start in range(0, len(titles), 50):
        asked = "|".join(titles[start : start + 50])
        answer = mediawiki.query(
            prop="revisions", rvprop="ids|timestamp|user|content", titles=asked
        )
        for page in answer["pages"]:
            revision = page["revisions"][0]
            wiki.put(
                page["title"],
                revision["content"],
                id=page["pageid"],
                revision=revision["revid"],
                timestamp=revision["timestamp"],
                user=revision["user"],
            )
    for name, categories in CATEGORIES.items():
        wiki.put_template(name, categories=categories)
    for name, text in known.items():
        width, height = SIZES.get(name, (200, 200))
        wiki.put_file(name, width=width, height=height, text=text)
    return wiki


def answers_of(url: str, asked: Mapping[str, str | int]) -> list[Json]:
    """Return all parts of what a wiki answers; `url` is where api.php is."""
    parts: list[Json] = []
    more: Mapping[str, str | int] | None = {}
    while more is not None:
        query = urlencode({**asked, **more})
        with urlopen(f"{url}/api.php?{query}", timeout=60) as answer:
            parts.append(json.loads(answer.read()))
        more = parts[-1].get("continue")
    return parts


def differences(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Yield where two answers differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            yield from differences(one.get(key), other.get(key), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, f"{path}[{number}]")
    elif one != other:
        yield f"{path}: {one!r:.200} and {other!r:.200}"
