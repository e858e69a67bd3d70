"""Variants: smaller copies of a picture, from which a browser takes the one it needs.

They are made in the decoder's process; the caller claims a place for each, puts it
there with `trr_backend.media.mirror.put` and confirms it, as with any picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import features

from trr_backend.errors import ConfigError
from trr_backend.media.worker import copies_in_worker
from trr_backend.models.media import VARIANT_WIDTHS, Inspected, VariantFormat


@dataclass(frozen=True, slots=True)
class Variant:
    """A smaller copy of a picture, and what its bytes are; width in pixels."""

    format: VariantFormat
    width: int
    body: bytes = field(repr=False)
    inspected: Inspected


async def make(
    body: bytes,
    formats: Sequence[VariantFormat],
    widths: Sequence[int] = VARIANT_WIDTHS,
) -> tuple[Variant, ...]:
    """Return a picture's variants in each format and width below its own.

    Widest first, none of an animation. Raises PictureRefused.
    """
    made = await copies_in_worker(body, formats, widths)
    return tuple(
        Variant(copy.format, copy.width, bytes_, copy.inspected)
        for copy, bytes_ in made
    )


def check_formats(formats: Sequence[VariantFormat]) -> None:
    """Raise ConfigError where the Pillow of this machine cannot make variants."""
    lacking = [name for name in (*formats, "littlecms2") if not features.check(name)]
    if lacking:
        raise ConfigError(
            f"Pillow on this machine was built without {' and '.join(lacking)}, which "
            f"TRR_VARIANT_FORMATS={','.join(formats)} needs; install its wheel, or "
            "choose other formats (none: no smaller copies)"
        )
