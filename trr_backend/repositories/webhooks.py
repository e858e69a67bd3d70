"""Webhooks as operators see them: added, listed, enabled, removed."""

from collections.abc import Collection
from uuid import UUID

from trr_backend.errors import Conflict, Missing
from trr_backend.models.webhooks import Target, Webhook
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("webhooks")


async def add(
    tx: Transaction, *, url: str, topics: Collection[str], secret: str, cursor: int
) -> UUID:
    """Keep a new webhook. Raises Conflict: one has this address and these topics."""
    said = {"url": url, "topics": sorted(topics), "secret": secret, "cursor": cursor}
    row = await (await tx.execute(_SQL["add"], said)).fetchone()
    if row is None:
        raise Conflict(f"{url} is told of these topics already")
    webhook_id: UUID = row[0]
    return webhook_id


async def load_all(tx: Transaction) -> list[Webhook]:
    """Return all webhooks, the first added first."""
    return await _listed(tx)


async def find(tx: Transaction, named: str) -> list[Webhook]:
    """Return the webhook of an id, or those of an address."""
    try:
        return await _listed(tx, webhook_id=UUID(named))
    except ValueError:
        return await _listed(tx, url=named)


async def load_target(tx: Transaction, webhook_id: UUID) -> Target:
    """Return where the messages of a webhook go. Raises Missing."""
    cursor = await tx.execute(_SQL["target"], {"id": webhook_id})
    row = await cursor.fetchone()
    if row is None:
        raise Missing(f"no webhook {webhook_id}")
    return Target(*row)


async def remove(tx: Transaction, ids: Collection[UUID]) -> None:
    """Forget webhooks."""
    await tx.execute(_SQL["remove"], {"ids": list(ids)})


async def enable(tx: Transaction, ids: Collection[UUID]) -> None:
    """Let webhooks be told again, from where they were."""
    await tx.execute(_SQL["enable"], {"ids": list(ids)})


async def _listed(
    tx: Transaction, *, webhook_id: UUID | None = None, url: str | None = None
) -> list[Webhook]:
    cursor = await tx.execute(_SQL["listed"], {"id": webhook_id, "url": url})
    return [_webhook(*row) for row in await cursor.fetchall()]


def _webhook(webhook_id: UUID, url: str, topics: list[str], *rest: object) -> Webhook:
    return Webhook(webhook_id, url, tuple(topics), *rest)  # type: ignore[arg-type]  # columns in order
