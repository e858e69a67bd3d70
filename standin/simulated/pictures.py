"""Lists of pictures of the simulated catalogue: what is said of each, no bytes."""

import random
from typing import Literal

from standin.files import Json

Kind = Literal["poster", "backdrop", "logo", "still", "profile"]

_SIZES: dict[Kind, tuple[int, int]] = {
    "poster": (2000, 3000),
    "backdrop": (3840, 2160),
    "logo": (1200, 400),
    "still": (1920, 1080),
    "profile": (1000, 1500),
}
_LANGUAGES = (None, None, "en", "en", "de", "es", "fr")


def path(kind: Kind, owner: int, number: int = 1) -> str:
    """Return the path of a picture of somebody or something with an id."""
    ending = "png" if kind == "logo" else "jpg"
    return f"/sim-{kind}-{owner}-{number}.{ending}"


def listed(chance: random.Random, kind: Kind, owner: int, count: int) -> list[Json]:
    """Return so many pictures as TMDb lists them."""
    width, height = _SIZES[kind]
    return [
        {
            "aspect_ratio": round(width / height, 3),
            "height": height,
            "iso_639_1": chance.choice(_LANGUAGES),
            "file_path": path(kind, owner, number),
            "vote_average": round(chance.uniform(0, 10), 3),
            "vote_count": chance.randint(0, 40),
            "width": width,
        }
        for number in range(1, count + 1)
    ]
