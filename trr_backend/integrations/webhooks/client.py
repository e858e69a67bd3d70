"""Sends signed messages to webhooks, as Standard Webhooks say.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
A message is one POST: no redirect is followed, nothing is tried again here, and of the
answer only its status counts. Whatever goes wrong is in the receipt.
"""

import asyncio
from datetime import UTC, datetime
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx2
from standardwebhooks.webhooks import EmptyWebhookSecretError
from standardwebhooks.webhooks import Webhook as Signer

from trr_backend.config import Settings
from trr_backend.errors import InputError, Refused
from trr_backend.integrations.retry import retry_after_seconds
from trr_backend.integrations.transport import CheckedTransport
from trr_backend.integrations.user_agent import user_agent
from trr_backend.integrations.webhooks.messages import Message, message
from trr_backend.integrations.webhooks.targets import SOURCE, target_url
from trr_backend.models.webhooks import News, Receipt, Target

SEND_SECONDS = 10.0
"""For one message, from the name's address to the answer's status."""
MAX_CONNECTIONS = 100
_MOST_READ = 4096
# Whoever asks for more is asked again after a day.
_LONGEST_WAIT_SECONDS = 86400.0


class WebhookClient:
    """Sends messages to any number of targets, over connections of its own."""

    def __init__(
        self, settings: Settings, *, send_seconds: float = SEND_SECONDS
    ) -> None:
        self._private = settings.private_webhooks
        self._send_seconds = send_seconds
        self._client = httpx2.AsyncClient(
            transport=CheckedTransport(
                source=SOURCE,
                inside=[],
                tls=True,
                max_connections=MAX_CONNECTIONS,
                everywhere=self._private,
            ),
            headers={
                "User-Agent": user_agent(settings.contact),
                "Content-Type": "application/json",
            },
            timeout=send_seconds,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
            trust_env=False,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def send(self, target: Target, news: News) -> Receipt:
        """Send one message; return what became of it. Raises nothing."""
        try:
            url = target_url(target.url, private=self._private)
            sent = message(target.id, news)
            headers = _signed(target.secret, sent)
        except (InputError, _NoSecretError) as error:
            return Receipt(problem=str(error))
        return await self._post(url, headers, sent.body.encode())

    async def _post(
        self, url: httpx2.URL, headers: dict[str, str], body: bytes
    ) -> Receipt:
        receipt = None
        try:
            async with (
                asyncio.timeout(self._send_seconds),
                self._client.stream(
                    "POST", url, headers=headers, content=body
                ) as response,
            ):
                receipt = _receipt(response)
                await _skim(response)
        except Refused as error:
            return Receipt(problem=str(error))
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
            # What an answer has after its status is nobody's concern.
            return receipt or Receipt(problem=_failure(error, self._send_seconds))
        return receipt


class _NoSecretError(Exception):
    """The secret cannot be used; remove the webhook and add it anew."""


def _signed(secret: str, sent: Message) -> dict[str, str]:
    at = datetime.now(UTC)
    try:
        signature = Signer(secret).sign(sent.id, at, sent.body)
    except (ValueError, EmptyWebhookSecretError):
        raise _NoSecretError(_NoSecretError.__doc__) from None
    return {
        "webhook-id": sent.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }


def _receipt(response: httpx2.Response) -> Receipt:
    status = response.status_code
    if response.is_success:
        return Receipt(status)
    wait = retry_after_seconds(response.headers, most=_LONGEST_WAIT_SECONDS)
    return Receipt(status, _problem(status), wait)


def _problem(status: int) -> str:
    if status == HTTPStatus.GONE:
        return "HTTP 410: the target wants no message any more"
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return f"HTTP {status}: a redirect, which is not followed"
    return f"HTTP {status}"


def _failure(error: Exception, seconds: float) -> str:
    if isinstance(error, TimeoutError | httpx2.TimeoutException):
        return f"no answer within {seconds:g} s"
    if isinstance(error, httpx2.ConnectError):
        return "no connection: nobody listens there, or not with a valid certificate"
    return f"no whole answer ({type(error).__name__})"


async def _skim(response: httpx2.Response) -> None:
    """Read a short answer, so that its connection can be used again."""
    read = 0
    async for part in response.aiter_raw():
        read += len(part)
        if read > _MOST_READ:
            return
