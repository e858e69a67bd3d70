"""Keys follow the fixed layout, and nothing else passes for one."""

from uuid import UUID

import pytest

from trr_backend.errors import MediaError
from trr_backend.media.keys import check_key, picture_key, sibling_key
from trr_backend.models.media import ImageOf, PictureOwner

OWNER_ID = UUID("0b4ca1ea-2d4b-4a3c-9f0e-0123456789ab")
SHA256 = "a1" * 32


@pytest.mark.parametrize(
    "key",
    [
        "",
        "images",
        "/etc/passwd",
        f"/images/logos/networks/{OWNER_ID}/{SHA256}.png",
        f"images/logos/networks/{OWNER_ID}/../{SHA256}.png",
        f"images/logos/../networks/{OWNER_ID}/{SHA256}.png",
        f"images/logos/films/{OWNER_ID}/{SHA256}.png",
        f"images/logos/networks/{OWNER_ID}/{SHA256}.svg",
        f"images/logos/networks/{OWNER_ID}/{SHA256}.png\n",
        f"images/logos/networks/{OWNER_ID}/{SHA256}.png#1",
        f"images/logos/networks/{OWNER_ID}/{SHA256[:-1]}.png",
        f"images/logos/networks/{OWNER_ID}/{SHA256.upper()}.png",
        f"images/logos/networks/213/{SHA256}.png",
        f"images/logos/networks/{OWNER_ID}%2f..%2f{SHA256}.png",
    ],
)
def test_anything_else_is_no_key(key: str) -> None:
    """A key with another folder, id, hash, ending or a way out is refused."""
    with pytest.raises(MediaError, match="not a key of the media layout"):
        check_key(key)


def test_an_unknown_kind_of_owner_has_no_key() -> None:
    """A kind that the layout does not name is refused."""
    channel: PictureOwner = "channel"  # type: ignore[assignment] # on purpose
    of = ImageOf(channel, OWNER_ID, "logo", OWNER_ID, "")
    with pytest.raises(MediaError):
        picture_key(of, SHA256, "png")


@pytest.mark.parametrize(
    ("owner", "folder"),
    [
        ("network", "logos/networks"),
        ("production_company", "logos/production_companies"),
        ("watch_provider", "logos/watch_providers"),
        ("person", "cast_photos"),
        ("show", "show_images"),
        ("season", "season_images"),
        ("episode", "season_images"),
    ],
)
def test_a_picture_lies_in_the_folder_of_its_owner(
    owner: PictureOwner, folder: str
) -> None:
    """Six folders; an episode's stills lie with their season."""
    of = ImageOf(owner, UUID(int=1), "still", OWNER_ID, "any")
    assert picture_key(of, SHA256, "jpg") == (
        f"images/{folder}/{OWNER_ID}/{SHA256}.jpg"
    )


def test_a_sibling_lies_in_the_same_folder() -> None:
    """A variant has its own hash and ending beside the picture it is made of."""
    key = f"images/show_images/{OWNER_ID}/{SHA256}.jpg"
    other = "b2" * 32
    assert sibling_key(key, other, "webp") == (
        f"images/show_images/{OWNER_ID}/{other}.webp"
    )
    with pytest.raises(MediaError, match="not a key of the media layout"):
        sibling_key(f"elsewhere/{SHA256}.jpg", other, "webp")
    with pytest.raises(MediaError, match="not a key of the media layout"):
        sibling_key(key, "../x", "webp")
