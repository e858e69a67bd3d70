"""Where a wiki's pages and pictures are said to be.

Fandom's are the public ones, whatever address the stand-in has: what is stored then
never names it. Another MediaWiki is where it is asked.
"""

from dataclasses import dataclass
from hashlib import md5
from urllib.parse import quote

from standin.wiki.state import Wiki
from standin.wiki.titles import Title

PICTURES = "https://static.wikia.nocookie.net"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one wiki; `base` is that of the stand-in."""

    wiki: Wiki
    base: str

    @property
    def is_fandom(self) -> bool:
        """Say whether the wiki is one of Fandom's."""
        return bool(self.wiki.site.get("family", "fandom") == "fandom")

    @property
    def server(self) -> str:
        """The address without the path of an article."""
        host = self.wiki.name.partition("/")[0]
        return f"https://{host}.fandom.com" if self.is_fandom else self.base

    @property
    def script_path(self) -> str:
        """The path below which api.php is."""
        if not self.is_fandom:
            return f"/fandom/{self.wiki.name}"
        language = self.wiki.name.partition("/")[2]
        return f"/{language}" if language else ""

    @property
    def article_path(self) -> str:
        """The path of an article, with $1 for its title."""
        return f"{self.script_path}/{'wiki' if self.is_fandom else 'index.php'}/$1"

    def article(self, title: Title) -> str:
        """Return the address of a page."""
        return self.server + self.article_path.replace("$1", title.path)

    def edit(self, title: Title) -> str:
        """Return the address where a page is edited."""
        if self.is_fandom:
            return f"{self.article(title)}?action=edit"
        index = f"{self.server}{self.script_path}/index.php"
        return f"{index}?title={title.path}&action=edit"

    def picture(self, key: str, timestamp: str) -> str:
        """Return the address of a file's original, by its name with underscores."""
        if not self.is_fandom:
            return f"{self.server}{self.script_path}/images/{hashed(key)}"
        host, _, language = self.wiki.name.partition("/")
        prefix = f"&path-prefix={language}" if language else ""
        stamp = "".join(sign for sign in timestamp if sign.isdigit())
        latest = f"{PICTURES}/{host}/images/{hashed(key)}/revision/latest"
        return f"{latest}?cb={stamp}{prefix}"

    def scaled(self, key: str, timestamp: str, width: int) -> str:
        """Return the address of a file made narrower."""
        whole = self.picture(key, timestamp)
        if self.is_fandom:
            path, mark, query = whole.partition("?")
            return f"{path}/scale-to-width-down/{width}{mark}{query}"
        thumbs = whole.replace("/images/", "/images/thumb/")
        return f"{thumbs}/{width}px-{quote(key)}"


def hashed(key: str) -> str:
    """Return the path that MediaWiki gives a file: two folders by its name's MD5."""
    digest = md5(key.encode(), usedforsecurity=False).hexdigest()
    return f"{digest[0]}/{digest[:2]}/{quote(key)}"
