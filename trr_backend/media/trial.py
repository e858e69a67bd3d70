"""An object that is put, read and taken away again: does the store do its work?

Its key is one of the layout, in the folder of a show that there is not, and no two are
alike. Where the program is killed in between, it is what `trr media prune` takes away.
"""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

from PIL import Image

from trr_backend.errors import MediaError, ObjectDiffers, ObjectMissing
from trr_backend.media.keys import picture_key
from trr_backend.media.store import MediaStore
from trr_backend.models.media import ImageOf

# Whoever keeps it nevertheless, a proxy perhaps, forgets it soon.
_MAX_AGE_SECONDS = 60


@dataclass(slots=True)
class Trial:
    """A picture of one pixel; `is_left`: it may be in the store still."""

    key: str
    body: bytes
    content_type: str = "image/png"
    is_left: bool = False

    async def put(self, store: MediaStore) -> None:
        """Put it and read it. Raises MediaError."""
        self.is_left = True
        await store.put_if_absent(
            self.key, self.body, self.content_type, _MAX_AGE_SECONDS
        )
        if await store.get(self.key, len(self.body)) != self.body:
            raise ObjectDiffers(f"{store.name} gives other bytes than it was given")

    async def take_away(self, store: MediaStore) -> None:
        """Delete it and look whether it is gone. Raises MediaError."""
        if not self.is_left:
            return
        await store.delete(self.key)
        with suppress(ObjectMissing):
            await store.head(self.key)
            raise MediaError(
                f"{store.name} says that it deleted {self.key}, and keeps it"
            )
        self.is_left = False


def missing_folders(root: Path, key: str) -> list[Path]:
    """Return the folders that a put below `root` will make, the innermost first."""
    inner = [one for one in (root / key).parents if one.is_relative_to(root)]
    return [one for one in inner if not one.exists()]


def remove_empty(folders: Iterable[Path]) -> None:
    """Take these away as far as nothing lies in them."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def new_trial() -> Trial:
    """Return an object with a key of its own, of a picture that anybody can show."""
    show_id: UUID = uuid4()
    drawn = BytesIO()
    Image.new("RGB", (1, 1), tuple(show_id.bytes[:3])).save(drawn, "PNG")
    body = drawn.getvalue()
    sha256 = hashlib.sha256(body).hexdigest()
    of = ImageOf("show", show_id, "poster", show_id, "")
    return Trial(picture_key(of, sha256, "png"), body)
