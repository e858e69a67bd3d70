"""Rows that tests of webhooks begin with, and what they look at afterwards."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.webhook_receiver import SECRET
from trr_backend.config import Settings

SHOW = UUID(int=1)
OTHER = UUID(int=2)
PERSON = UUID(int=3)


def connect(settings: Settings) -> "psycopg.Connection[tuple[Any, ...]]":
    """Open a connection of its own, each statement a transaction."""
    url = settings.database_url
    assert url is not None
    return psycopg.connect(url.get_secret_value(), autocommit=True)


class Rows:
    """A test's hand on the database."""

    def __init__(self, settings: Settings) -> None:
        self._connection = connect(settings)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def ask(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self._connection.execute(query, parameters).fetchall()

    def run(self, query: str, *parameters: object) -> None:
        """Run a statement."""
        self._connection.execute(query, parameters)

    def events(self, number: int, show: UUID = SHOW, entity: str = "show") -> None:
        """Let something change so often, each time in a transaction of its own."""
        for _ in range(number):
            self.run(
                "insert into ops.events (entity, entity_id, kind, fields, show_id)"
                " values (%s, %s, 'updated', '{name}', %s)",
                entity,
                show,
                show if entity == "show" else None,
            )

    def webhook(self, url: str, *topics: str, cursor: int = 0) -> UUID:
        """Add a webhook."""
        return UUID(
            str(
                self.ask(
                    "insert into ops.webhooks (url, topics, secret, cursor)"
                    " values (%s, %s, %s, %s) returning id",
                    url,
                    list(topics) or ["catalog"],
                    SECRET,
                    cursor,
                )[0][0]
            )
        )

    def state(self, webhook: UUID, *columns: str) -> tuple[Any, ...]:
        """Return columns of a webhook."""
        (row,) = self.ask(
            f"select {', '.join(columns)} from ops.webhooks where id = %s", webhook
        )
        return row

    async def has_told(self, webhook: UUID, cursor: int) -> None:
        """Wait until everything up to a cursor was told and that was noted."""
        while self.state(webhook, "cursor") != (cursor,):  # noqa: ASYNC110 -- a row
            await asyncio.sleep(0.01)

    def is_due(self) -> None:
        """Let time pass: every wait and every claim has ended."""
        self.run("update ops.webhooks set next_try_at = now(), claimed_until = null")


@pytest.fixture
def rows(settings: Settings) -> Iterator[Rows]:
    """A hand on the test's database."""
    made = Rows(settings)
    yield made
    made.close()
