"""What a property of pages is asked with, and how its answers are parted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from standin.files import Json
from standin.wiki.addresses import Addresses
from standin.wiki.errors import bad_continue
from standin.wiki.pages import Page
from standin.wiki.pageset import Entry
from standin.wiki.params import Params
from standin.wiki.state import Wiki

MOST = 500
Continue = dict[str, str | int]
One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Ask:
    """A question about the pages of one answer."""

    wiki: Wiki
    params: Params
    entries: Sequence[Entry]
    addresses: Addresses

    def pages(self) -> list[tuple[Entry, Page]]:
        """Return the entries whose pages are there."""
        return [(entry, entry.page) for entry in self.entries if entry.page]

    def most(self, module: str, usual: int) -> int:
        """Return how much one answer may hold, less where the site says so."""
        limits: dict[str, int] = self.wiki.site.get("limits") or {}
        return min(limits.get(module, usual), usual)

    def part(
        self,
        module: str,
        name: str,
        items: Iterable[One],
        token: Callable[[One], str | int],
        most: int,
    ) -> tuple[list[One], Continue]:
        """Return the items of this answer and where the next one begins.

        `name` is the parameter that continues; an answer begins at the item whose token
        it holds. Raises ApiError where there is none.
        """
        whole = list(items)
        begin = 0
        if asked := self.params.text(name):
            tokens = [str(token(item)) for item in whole]
            if asked not in tokens:
                raise bad_continue()
            begin = tokens.index(asked)
        end = begin + self.most(module, most)
        more: Continue = {name: token(whole[end])} if end < len(whole) else {}
        return whole[begin:end], more


def picked(parts: Mapping[str, Json], wanted: Sequence[str]) -> Json:
    """Return the keys of the parts that are asked for, in the order of `parts`."""
    return {
        key: part[key] for name, part in parts.items() if name in wanted for key in part
    }
