"""Checks of the store of pictures: put, read, shown to the public, deleted."""

import asyncio
import os
from collections.abc import Awaitable
from functools import partial
from pathlib import Path

from scripts._background import in_background
from scripts._doctor import Check, Tell, split_advice
from scripts._doctor_place import Installation, NotSetUp
from trr_backend.config import Settings
from trr_backend.errors import MediaError, TrrError, UpstreamError
from trr_backend.ingestion.probes import fetch_object
from trr_backend.media.store import MediaStore, open_store
from trr_backend.media.trial import Trial, missing_folders, new_trial, remove_empty
from trr_backend.utils.media_location import (
    FOLDER_BASE,
    Folder,
    media_location,
    public_base,
)

# Of the patience that a run has with a store: a few seconds.
_PATIENCE = 0.03
# Beyond the time of a check: what was put is to be taken away whatever happened.
_TIDY_SECONDS = 2.0
_PUBLIC = "public address"


async def objects(installation: Installation, tell: Tell) -> None:
    """Put an object, read it, let the public read it, take it away."""
    settings = installation.settings
    location, trial = media_location(settings), new_trial()
    made: list[Path] = []
    if isinstance(location, Folder):
        await _check_folder(location.path)
        made = await in_background(partial(missing_folders, location.path, trial.key))
    patience = {"wait_scale": min(settings.wait_scale, _PATIENCE)}
    settings = settings.model_copy(update=patience)
    store = open_store(settings)
    try:
        await trial.put(store)
        await _public(settings, trial, tell)
    except MediaError as error:
        tell.error(error)
    finally:
        await _take_away(store, trial, tell)
        await _bounded(in_background(partial(remove_empty, made)))
    if all(one.subject == _PUBLIC for one in tell.findings):
        tell.ok(f"{store.name}: an object was put, read and deleted")


async def _check_folder(path: Path) -> None:
    """Look before anything is made. Raises NotSetUp, MediaError."""
    if await in_background(path.is_dir):
        return
    above = next(one for one in path.parents if one.exists())
    if not os.access(above, os.W_OK | os.X_OK):
        raise MediaError(
            f"{path} does not exist and {above} cannot be written; make it, or let "
            "TRR_MEDIA_URL or TRR_HOME name another folder"
        )
    raise NotSetUp(f"{path} does not exist yet", "the first picture makes it")


async def _public(settings: Settings, trial: Trial, tell: Tell) -> None:
    """Look whether anybody gets the picture, if others than our API hand it out."""
    base = public_base(settings)
    if base == FOLDER_BASE:
        tell.ok(f"the API serves pictures under {base}", subject=_PUBLIC)
        return
    how = "let anybody read the bucket, or set TRR_CDN_BASE_URL to what may"
    try:
        found = await fetch_object(settings, base, trial.key)
    except TrrError as error:
        said = split_advice(error)[0]
        if isinstance(error, UpstreamError) and error.status:
            said = f"HTTP {error.status}"
        tell.fault(f"{base} does not show a picture: {said}", how, subject=_PUBLIC)
        return
    kind = (found.content_type or "none").partition(";")[0]
    if found.body != trial.body:
        tell.fault(
            f"{base} answers with other bytes than the store was given",
            f"let TRR_CDN_BASE_URL lead to this store; {how}",
            subject=_PUBLIC,
        )
    elif kind != trial.content_type:
        tell.fault(
            f"{base} shows a picture as {kind} instead of {trial.content_type}",
            "let what stands before the store pass Content-Type on",
            subject=_PUBLIC,
        )
    else:
        tell.ok(f"{base} shows it as {kind}", subject=_PUBLIC)


async def _take_away(store: MediaStore, trial: Trial, tell: Tell) -> None:
    try:
        if not await _bounded(trial.take_away(store)):
            tell.warning(
                f"{trial.key} may be in the store still: it does not answer",
                "`trr media prune` takes it away once it does",
                subject="what is left",
            )
    except MediaError as error:
        if not any(one.state == "fault" for one in tell.findings):
            tell.fault(
                f"an object was put, and cannot be deleted: {split_advice(error)[0]}",
                "let the key delete objects, which retention needs; `trr media prune` "
                f"then takes away {trial.key}",
            )


async def _bounded(doing: Awaitable[None]) -> bool:
    """Say whether it ended in time: whoever is cancelled already has no other limit."""
    try:
        async with asyncio.timeout(_TIDY_SECONDS):
            await doing
    except TimeoutError:
        return False
    return True


STORE: dict[str, Check] = {"objects": objects}
