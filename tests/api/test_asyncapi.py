"""The AsyncAPI document: valid by the official schema, and true to what is sent."""

import json
from datetime import UTC, datetime
from typing import get_args
from uuid import uuid4

import httpx2
import jsonschema_rs
import msgspec
import pytest

from api.asyncapi import asyncapi_document
from api.realtime import messages
from api.realtime.wire import Heard, Misunderstood, Said, read
from tests.node_tools import node_bin
from trr_backend.models.feed import FeedEvent, RunProgress

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


async def test_valid(client: httpx2.AsyncClient) -> None:
    """It is AsyncAPI 3, it is served, and the reference leads to it."""
    served = await client.get("/asyncapi.json")
    document = served.json()
    assert document == json.loads(json.dumps(asyncapi_document()))
    folder = node_bin().parent / "@asyncapi" / "specs" / "schemas"
    official = json.loads((folder / "3.0.0-without-$id.json").read_text())
    validator = jsonschema_rs.Draft7Validator(official)
    assert [str(error) for error in validator.iter_errors(document)] == []
    assert document["channels"]["feed"]["address"] == "/api/v1/ws"
    assert 'href="/asyncapi.json"' in (await client.get("/docs")).text
    # Every message and every part that is referred to is there.
    for pointer in _references(document):
        found = document
        for part in pointer.removeprefix("#/").split("/"):
            found = found[part]
        assert found


def _references(part: object) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [one for value in part.values() for one in _references(value)]
    if isinstance(part, list):
        return [one for value in part for one in _references(value)]
    return []


def test_what_is_sent() -> None:
    """Each message that the server makes is one of the document, no field more."""
    event = FeedEvent(7, "show", uuid4(), "updated", ("name",), uuid4(), None, AT)
    run = RunProgress(uuid4(), "trr sync all", "shows", 1, 0, 9, None, AT)
    sent = [
        messages.EventMessage(event),
        messages.progress_message(run),
        messages.message("subscribed", cursor=7, topics=["catalog"]),
        messages.message("resync", cursor=7, reason="expired", topics=["catalog"]),
        messages.message("pong"),
        messages.message("error", code="busy", message="wait"),
    ]
    document = json.loads(json.dumps(asyncapi_document()))
    for one in sent:
        said = json.loads(one.text)
        name = type(msgspec.json.decode(one.text, type=Heard)).__name__
        assert name.lower() == said["type"] == one.type
        schema = {**document["components"]["schemas"][name], **document}
        assert [
            str(e) for e in jsonschema_rs.Draft7Validator(schema).iter_errors(said)
        ] == []
    assert len({one.type for one in sent}) == len(get_args(Heard))


@pytest.mark.parametrize(
    "said",
    [
        {"type": "subscribe", "topics": ["catalog"]},
        {"type": "subscribe", "topics": ["catalog", "runs"], "since": 0},
        {"type": "unsubscribe", "topics": ["catalog"]},
        {"type": "ping"},
        {"type": "subscribe", "topics": []},
        {"type": "subscribe", "topics": ["catalog"], "since": None},
        {"type": "subscribe", "topics": ["catalog"], "since": 2**63},
        {"type": "subscribe", "topics": ["x" * 201]},
        {"type": "ping", "topics": []},
        {"type": "event"},
    ],
)
def test_what_is_taken(said: dict[str, object]) -> None:
    """What the document allows is taken, and nothing else."""
    schemas = json.loads(json.dumps(asyncapi_document()))["components"]["schemas"]
    names = [one.__name__ for one in get_args(Said)]
    is_allowed = any(
        jsonschema_rs.Draft7Validator(schemas[name]).is_valid(said) for name in names
    )
    try:
        read(json.dumps(said))
    except Misunderstood:
        assert not is_allowed
    else:
        assert is_allowed
