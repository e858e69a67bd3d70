"""A courier for tests, who may tell targets on this machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

from scripts._courier import Courier
from trr_backend.config import Settings
from trr_backend.ingestion.webhooks import WebhookClient
from trr_backend.repositories.db import Database

# Whoever does not answer has failed after this.
SEND_SECONDS = 1.0


@asynccontextmanager
async def courier_of(
    settings: Settings, database: Database, *, send_seconds: float = SEND_SECONDS
) -> AsyncIterator[tuple[Courier, list[str]]]:
    """Yield a courier who may go anywhere, and the lines that he says."""
    said: list[str] = []
    open_to_all = settings.model_copy(update={"private_webhooks": True})
    client = WebhookClient(open_to_all, send_seconds=send_seconds)
    async with aclosing(client):
        yield (
            Courier(database, client, said.append, wait_scale=settings.wait_scale),
            said,
        )


@asynccontextmanager
async def serving(courier: Courier) -> AsyncIterator[None]:
    """Let a courier go on beside the test."""
    task = asyncio.create_task(courier.serve())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
