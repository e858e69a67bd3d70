"""TMDb's answers by name, mostly a folder's; standin/README.md draws the layout.

A folder is read anew whenever a file in it changes, so that a test may edit an
answer between two runs. Nothing is added to what the files say: a section that has no
file is absent from the answer, too.
"""

import re
from collections.abc import Iterator

from standin.files import Answers, Json, Stamp
from standin.shelf import Shelf, is_section, is_section_of_person


class Catalogue:
    """Answers in their order: `tv` and `people` are the shelves."""

    def __init__(self, answers: Answers) -> None:
        self._files = answers
        self.tv = Shelf(self._files, "tv", is_section)
        self.people = Shelf(self._files, "person", is_section_of_person)

    def shows(self, called: str = "") -> Iterator[Json]:
        """Yield every series without its sections, by rising id; see `Shelf.all`."""
        return self.tv.all(called)

    def named(self, kind: str, name: str, language: str = "") -> Json | None:
        """Return the file `{kind}/{name}.json`, None where there is none."""
        if re.fullmatch(r"[\w.-]+", name) is None:
            return None
        return self._files.read_in(f"{kind}/{name}", language)

    def configuration(self) -> Json | None:
        """Return the recorded configuration, None where there is none."""
        return self._files.read("configuration")

    def changes(self) -> Json:
        """Return the ids that changed, by kind and day; nothing without a file."""
        return self._files.read("changes") or {}

    def stamp(self) -> Stamp | None:
        """Return what changes whenever a series or a person does; see `Answers`."""
        return self._files.stamp("tv", "person")
