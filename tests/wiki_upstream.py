"""A wiki of a running stand-in, whose pages a test writes and then edits."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

from tests.answers import Json
from tests.upstream import Upstream

CC_BY_SA = {"url": "https://www.fandom.com/licensing", "text": "CC-BY-SA"}


@dataclass(frozen=True)
class UpstreamWiki:
    """One wiki: `put_*` write its files, the rest happens while it runs."""

    upstream: Upstream
    name: str = "islands"

    @property
    def url(self) -> str:
        """The address below which api.php is."""
        return f"{self.upstream.address}/fandom/{self.name}"

    def put_site(self, **more: object) -> None:
        """Let the wiki be there; `more` as standin/README.md names it."""
        site = {"sitename": "Islands Wiki", "lang": "en", "rights": CC_BY_SA, **more}
        self._put("site", site)

    def put(self, title: str, text: str, **known: object) -> None:
        """Let the wiki have a page; `known` are its id, revision and timestamp."""
        path = self.upstream.folder / "wikis" / self.name / "pages"
        path.mkdir(parents=True, exist_ok=True)
        if known:
            self._add("pages", title, known)
        (path / f"{_stem(title)}.wikitext").write_text(text, encoding="utf-8")

    def put_infoboxes(self, title: str, infoboxes: object) -> None:
        """Let a page have exactly these infoboxes, whatever its text says."""
        self._put(f"infoboxes/{_stem(title)}", infoboxes)

    def put_template(self, name: str, **known: object) -> None:
        """Let the wiki know a template: its `infobox`, `categories` or `text`."""
        self._add("templates", name, known)

    def put_file(self, name: str, **said: object) -> None:
        """Let the wiki have a picture; `text` is its page."""
        self._add("files", name, said)

    def edit(self, title: str, text: str, **more: object) -> Json:
        """Give a page another text, or make it; `at` is when (ISO 8601)."""
        return self._do("edit", title=title, text=text, **more)

    def redirect(self, source: str, target: str, **more: object) -> Json:
        """Let a page lead to another one."""
        return self._do("redirect", **{"from": source, "to": target, **more})

    def move(self, source: str, target: str, **more: object) -> Json:
        """Give a page another title; `redirect` False: none is left behind."""
        return self._do("move", **{"from": source, "to": target, **more})

    def delete(self, title: str, **more: object) -> Json:
        """Take a page away."""
        return self._do("delete", title=title, **more)

    def restore(self, title: str, **more: object) -> Json:
        """Bring a deleted page back."""
        return self._do("restore", title=title, **more)

    def _do(self, deed: str, **asked: object) -> Json:
        url = f"{self.upstream.address}/standin/wikis/{self.name}/{deed}"
        request = Request(url, method="POST", data=json.dumps(asked).encode())
        with urlopen(request) as answer:
            told: Json = json.loads(answer.read())
        return told

    def _add(self, name: str, key: str, value: Any) -> None:
        path = self.upstream.folder / "wikis" / self.name / f"{name}.json"
        known = json.loads(path.read_bytes()) if path.exists() else {}
        self._put(name, {**known, key: value})

    def _put(self, name: str, whole: object) -> None:
        self.upstream.put_file(f"wikis/{self.name}/{name}.json", whole)


def _stem(title: str) -> str:
    return quote(title.replace(" ", "_"), safe="()',!&+")
