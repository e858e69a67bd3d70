"""Lists of pictures: what is read of them, and what is another shape."""

import json

import pytest

from trr_backend.errors import Changed
from trr_backend.integrations.tmdb.wire import (
    ListedImage,
    PersonImages,
    PicturedPerson,
    PicturedSeries,
    SeasonImages,
    ShowImages,
    check_appended,
    decode_pictured_person,
    decode_pictured_series,
    decode_season_images,
    decode_tv,
)

URL = "https://example.org/3/tv/1"
SAID: dict[str, object] = {
    "file_path": "/a.jpg",
    "iso_639_1": None,
    "iso_3166_1": "US",
    "width": 2000.0,
    "height": 3000,
    "vote_average": "5.3",
    "vote_count": 2.0,
    "aspect_ratio": "?",
    "file_type": [],
}
READ = ListedImage(
    file_path="/a.jpg",
    iso_3166_1="US",
    width=2000,
    height=3000,
    vote_average=5.3,
    vote_count=2,
)


def test_a_picture_is_what_is_read_of_it() -> None:
    """Numbers as they were ever sent; what nobody reads may be anything."""
    images = {"posters": [SAID, None], "logos": [], "backdrops": None, "more": 5}
    answer = {"id": 1, "poster_path": "/a.jpg", "images": images}
    assert decode_pictured_series(_body(answer)) == PicturedSeries(
        id=1, poster_path="/a.jpg", images=ShowImages(posters=[READ], logos=[])
    )
    assert decode_season_images(_body({"posters": [SAID]})) == SeasonImages(
        posters=[READ]
    )
    photos = {"id": 2, "profile_path": None, "images": {"profiles": [SAID]}}
    assert decode_pictured_person(_body(photos)) == PicturedPerson(
        id=2, images=PersonImages(profiles=[READ])
    )


def test_an_answer_may_say_nothing_of_pictures() -> None:
    """No part, null, or TMDb's own error in its place."""
    error = {"success": False, "status_code": 34, "status_message": "?"}
    assert decode_pictured_series(b'{"id": 1}').images is None
    assert decode_pictured_person(b'{"id": 1, "images": null}').images is None
    answer = {"id": 1, "images": error}
    assert decode_pictured_series(_body(answer)).images == ShowImages()


@pytest.mark.parametrize(
    ("images", "field"),
    [
        ([], "images"),
        ({"posters": {}}, "images.posters"),
        ({"logos": ["/a.png"]}, "images.logos[0]"),
        ({"backdrops": [{"file_path": 5}]}, "images.backdrops[0].file_path"),
        ({"posters": [{"width": "wide"}]}, "images.posters[0].width"),
    ],
)
def test_a_broken_list_is_named_and_keeps_no_document_out(
    images: object, field: str
) -> None:
    """It is stored with all else that the answer says; who reads it fails."""
    body = _body({"id": 1, "images": images, "season/1/images": 5})
    assert decode_tv(body).id == 1
    check_appended(body)

    with pytest.raises(Changed) as error:
        decode_pictured_series(body, URL)

    assert (error.value.field, error.value.url) == (field, URL)
    with pytest.raises(Changed, match="Expected `object`, got `int`"):
        decode_season_images(b"5")


def _body(answer: object) -> bytes:
    return json.dumps(answer).encode()
