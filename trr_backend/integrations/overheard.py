"""A transport that notes of each reply its status and how its clock differs."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2

from trr_backend.integrations.addresses import is_local_name
from trr_backend.integrations.question import base
from trr_backend.integrations.transport import CheckedTransport


class OverheardTransport(httpx2.AsyncBaseTransport):
    """Sends as `Http` does by itself, and listens.

    `status` is the last reply's, `ahead_seconds` by how much its clock is ahead of this
    machine's; None: there was no reply, or none with a date. A Date header has whole
    seconds, and what a cache hands out was said `Age` seconds ago.
    """

    def __init__(self, source: str, base_url: str) -> None:
        root = base(base_url)
        self._transport = CheckedTransport(
            source=source,
            inside=[root.host] if is_local_name(root.host) else [],
            tls=root.scheme == "https",
        )
        self.status: int | None = None
        self.ahead_seconds: float | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request."""
        sent = datetime.now(UTC)
        response = await self._transport.handle_async_request(request)
        came = datetime.now(UTC)
        self.status = response.status_code
        ahead = _ahead(response.headers, sent + (came - sent) / 2)
        self.ahead_seconds = self.ahead_seconds if ahead is None else ahead
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()


def _ahead(headers: httpx2.Headers, now: datetime) -> float | None:
    try:
        said = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return None
    said = said if said.tzinfo else said.replace(tzinfo=UTC)
    age = headers.get("age", "")
    old = float(age) if age.isdecimal() else 0.0
    # On average half of the second has gone that the header leaves out.
    return (said - now).total_seconds() + old + 0.5
