"""Wikis that answer by hand: what each request gets, and what was asked."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs

import httpx2

from tests.trr_backend.integrations.upstream import FakeLimiter
from trr_backend.config import Settings
from trr_backend.integrations.fandom.client import FandomClient
from trr_backend.models.wiki import Wiki

SURVIVOR = Wiki.fandom("survivor")
OTHER = Wiki.parse("https://wiki.example.org/w")
Json = dict[str, Any]
Answering = Callable[[Mapping[str, str]], object]


class Answers(httpx2.AsyncBaseTransport):
    """Answers each request in turn (the last for ever), and keeps the requests.

    An answer is JSON, a response, or made from the parameters that were asked.
    """

    def __init__(self, *answers: object) -> None:
        self.answers: list[object] = [*answers]
        self.requests: list[httpx2.Request] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer."""
        self.requests.append(request)
        answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if callable(answer):
            answer = answer(self.asked[-1])
        if isinstance(answer, httpx2.Response):
            return httpx2.Response(
                answer.status_code, headers=answer.headers, content=answer.content
            )
        return httpx2.Response(200, json=answer)

    @property
    def asked(self) -> list[dict[str, str]]:
        """The parameters of each request."""
        parsed = (
            parse_qs(one.url.query.decode(), keep_blank_values=True)
            for one in self.requests
        )
        return [{name: values[0] for name, values in one.items()} for one in parsed]


def wiki_client(
    transport: httpx2.AsyncBaseTransport | None,
    limiter: FakeLimiter | None = None,
    **settings: object,
) -> FandomClient:
    """Return a client of wikis that hardly waits."""
    given = Settings.model_validate(
        {"contact": "me@example.org", "wait_scale": 0.001, **settings}
    )
    return FandomClient(given, limiter or FakeLimiter(), transport=transport)


def page(number: int = 5, title: str = "Rob Mariano", **more: object) -> Json:
    """Return a page as an answer of today has it."""
    text = "{{Castaway}}"
    return {
        "pageid": number,
        "ns": 0,
        "title": title,
        "contentmodel": "wikitext",
        "touched": "2026-11-20T10:00:00Z",
        "lastrevid": number * 10,
        "length": len(text),
        "revisions": [revision(text, number * 10)],
        **more,
    }


def revision(text: str, number: int = 50) -> Json:
    """Return a page's newest revision."""
    slot = {"contentmodel": "wikitext", "contentformat": "text/x-wiki", "content": text}
    return {
        "revid": number,
        "parentid": number - 1,
        "size": len(text.encode()),
        "timestamp": "2026-10-01T12:00:00Z",
        "slots": {"main": slot},
    }


def said(
    pages: Iterable[object] = (), *, more: Json | None = None, **query: object
) -> Json:
    """Return an answer about pages; `more` continues it."""
    there = [*pages]
    listed = {"pages": there} if there else {}
    if more:
        return {"continue": {**more, "continue": "||"}, "query": {**query, **listed}}
    return {"batchcomplete": True, "query": {**query, **listed}}


def body_of(answer: object) -> bytes:
    """Return an answer as bytes."""
    return json.dumps(answer).encode()
