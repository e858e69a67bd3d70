"""The property `imageinfo`: where a file is, how large, and who uploaded it."""

from standin.files import Json
from standin.wiki.asking import Ask, Continue, picked
from standin.wiki.media import Picture, picture_of
from standin.wiki.pageset import Entry
from standin.wiki.titles import FILE, Title

_KNOWN = (
    *("timestamp", "user", "comment", "canonicaltitle", "url", "size", "sha1"),
    *("mime", "mediatype", "extmetadata"),
)


def imageinfo(ask: Ask) -> Continue:
    """Add what is known of each file."""
    params = ask.params
    wanted = params.chosen("imageinfo", "iiprop", _KNOWN, ("timestamp", "user"))
    width = params.number("iiurlwidth")
    files = [
        (entry, entry.title)
        for entry in ask.entries
        if entry.title and entry.title.namespace == FILE
    ]
    part, more = ask.part("imageinfo", "iicontinue", files, _token, 50)
    for entry, title in part:
        picture = picture_of(ask.wiki, title.key)
        entry.said["imagerepository"] = "local" if picture else ""
        if picture is not None:
            entry.said["imageinfo"] = [_described(ask, title, picture, wanted, width)]
    return more


def _described(
    ask: Ask, title: Title, picture: Picture, wanted: list[str], width: int | None
) -> Json:
    full, high = picture.drawing.full
    user = picture.said.get("user") or "Demo editor"
    kind = "DRAWING" if "svg" in picture.mime else "BITMAP"
    # Drawing takes time: it is done only where the size or the sum is asked for.
    is_drawn = "size" in wanted or "sha1" in wanted
    size, digest = (picture.bytes, picture.sha1) if is_drawn else (0, "")
    metadata = ask.params.values("iiextmetadatafilter")
    parts: dict[str, Json] = {
        "timestamp": {"timestamp": picture.timestamp},
        "user": {"user": user},
        "size": {"size": size, "width": full, "height": high},
        "comment": {"comment": ""},
        "canonicaltitle": {"canonicaltitle": title.text},
        "url": _addresses(ask, title, picture, width),
        "sha1": {"sha1": digest},
        "extmetadata": {"extmetadata": _metadata(picture, metadata)},
        "mime": {"mime": picture.mime},
        "mediatype": {"mediatype": kind},
    }
    return picked(parts, wanted)


def _addresses(ask: Ask, title: Title, picture: Picture, width: int | None) -> Json:
    said: Json = {}
    if width is not None:
        full, high = picture.drawing.full
        narrow = min(width, full)
        thumb = ask.addresses.scaled(picture.key, picture.timestamp, narrow)
        said |= {"thumburl": thumb, "thumbwidth": narrow}
        said["thumbheight"] = max(round(high * narrow / full), 1)
    number = ask.wiki.pages[title].number if title in ask.wiki.pages else 0
    index = f"{ask.addresses.server}{ask.addresses.script_path}/index.php"
    return {
        **said,
        "url": ask.addresses.picture(picture.key, picture.timestamp),
        "descriptionurl": ask.addresses.article(title),
        "descriptionshorturl": f"{index}?curid={number}",
    }


def _metadata(picture: Picture, wanted: list[str]) -> Json | list[Json]:
    """Return what MediaWiki itself knows, and what `files.json` says besides.

    Fandom has no CommonsMetadata, which elsewhere adds LicenseShortName and Artist.
    Nothing of what is wanted is an empty list, as PHP has it.
    """
    own = {"DateTime": picture.timestamp, "ObjectName": picture.key.rpartition(".")[0]}
    known = {
        name: {"value": value, "source": "mediawiki-metadata", "hidden": ""}
        for name, value in own.items()
    }
    more = picture.said.get("extmetadata") or {}
    named = {
        name: {"value": value, "source": "commons-desc-page", "hidden": ""}
        for name, value in more.items()
    }
    every = {**known, **named}
    return {name: every[name] for name in every if not wanted or name in wanted} or []


def _token(one: tuple[Entry, Title]) -> str:
    return one[1].key
