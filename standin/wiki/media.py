"""The pictures of a wiki: what is drawn for a file of `files.json`."""

from dataclasses import dataclass
from hashlib import sha1

from standin.files import Json
from standin.pictures import SIZES, Drawing, Subject, content_type, draw
from standin.wiki.folder import NOTHING_SAID
from standin.wiki.state import Wiki


@dataclass(frozen=True, slots=True)
class Picture:
    """A file of a wiki, under its name with underscores."""

    key: str
    said: Json
    drawing: Drawing

    @property
    def mime(self) -> str:
        """Its type, as the ending of its name says."""
        return content_type(self.key) or "application/octet-stream"

    @property
    def timestamp(self) -> str:
        """When it was uploaded."""
        return str(self.said.get("timestamp") or NOTHING_SAID)

    @property
    def bytes(self) -> int:
        """The length of the file."""
        return len(draw(self.drawing, "original"))

    @property
    def sha1(self) -> str:
        """The file's SHA-1 in hexadecimals."""
        whole = draw(self.drawing, "original")
        return sha1(whole, usedforsecurity=False).hexdigest()


def picture_of(wiki: Wiki, key: str) -> Picture | None:
    """Return the file with a name, None where the wiki has none."""
    found = wiki.file(key.replace("_", " "))
    if found is None or content_type(key) is None:
        return None
    name, said = found
    subject: Subject = said.get("subject") or "profile"
    width, height = SIZES[subject]
    drawing = Drawing(
        subject,
        said.get("label") or name.rpartition(".")[0],
        f"/{wiki.name}/{name.replace(' ', '_')}",
        note=said.get("note") or "",
        size=(said.get("width") or width, said.get("height") or height),
    )
    return Picture(key.replace(" ", "_"), said, drawing)
