"""Files of a real MediaWiki: what it says of them, and their bytes."""

from hashlib import sha1

import pytest

from tests.mediawiki.contents import files
from tests.mediawiki.installed import real_wiki
from tests.mediawiki.running import MediaWiki
from trr_backend.errors import NotFound
from trr_backend.ingestion.wiki.files import fetch_files
from trr_backend.integrations.fandom.client import FandomClient
from trr_backend.models.wiki import FileSaid

pytestmark = real_wiki

BY_SA = "https://creativecommons.org/licenses/by-sa/4.0/"


async def test_a_file_is_where_its_page_says(
    client: FandomClient, read_only: MediaWiki
) -> None:
    """Address, size, sum, author and licence; and the bytes are those uploaded."""
    content, _ = files()["Ada.png"]

    asked = ["ada.png", "Nobody.png"]
    (ada,) = (await fetch_files(client, read_only.wiki(), asked)).values()
    answer = await client.picture(read_only.wiki(), ada.url)

    assert ada == FileSaid(
        name="Ada.png",
        url=f"{read_only.address}/images/f/f9/Ada.png",
        page_url=f"{read_only.address}/w/index.php/File:Ada.png",
        width=300,
        height=400,
        bytes=len(content),
        sha1=sha1(content).hexdigest(),
        mime="image/png",
        licence="CC BY-SA 4.0",
        licence_url=BY_SA,
        author="Ann Onym",
        is_free=True,
    )
    assert (answer.body, answer.content_type) == (content, "image/png")
    with pytest.raises(NotFound):
        await client.picture(read_only.wiki(), f"{ada.url}.png")


async def test_each_file_has_its_own_terms(
    client: FandomClient, read_only: MediaWiki
) -> None:
    """By templates and categories; of own work the author is who uploaded it."""
    found = await fetch_files(client, read_only.wiki(), list(files()))

    said = found.values()
    assert [(one.name, one.licence, one.author, one.is_free) for one in said] == [
        ("Ada.png", "CC BY-SA 4.0", "Ann Onym", True),
        ("Ada_in_Tonga.jpg", "CC BY 4.0", "Maintenance script", True),
        ("Ben_Castle.jpg", "Fair use", None, False),
        ("Flag.svg", "Public domain", None, True),
    ]


async def test_a_file_over_other_names(
    client: FandomClient, mediawiki: MediaWiki
) -> None:
    """A moved file is found by the name that pages still show, one request for all."""
    mediawiki.move("File:Ben Castle.jpg", "File:Ben.jpg")
    names = ["Ben Castle.jpg", "Ben_Castle.jpg", "ben.jpg", "Gone.jpg", "no [file].png"]

    said = await fetch_files(client, mediawiki.wiki(), names)

    assert {name: one.name for name, one in said.items()} == dict.fromkeys(
        names[:3], "Ben.jpg"
    )
    assert len(mediawiki.asked()) == 1
