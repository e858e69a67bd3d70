"""IMDb's API as the stand-in answers it: who may ask, and what is answered."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from botocore.auth import SigV4Auth  # type: ignore[import-untyped] # has no types
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped] # has none
from botocore.credentials import Credentials  # type: ignore[import-untyped] # has none

from standin.app import create_app
from standin.signatures import Licence
from tests.imdb_files import series_rows, write_files
from tests.standin.serving import serving

LICENCE = Licence()
QUESTION = {"query": '{ title(id: "tt0000001") { titleText { text } } }'}
IDS = {
    "x-amzn-dataexchange-data-set-id": LICENCE.data_set_id,
    "x-amzn-dataexchange-revision-id": LICENCE.revision_id,
    "x-amzn-dataexchange-asset-id": LICENCE.asset_id,
}
HEADERS = {"Content-Type": "application/json", "x-api-key": LICENCE.api_key, **IDS}
MISMATCH = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method."
)


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """The address of a stand-in that knows one small series."""
    write_files(folder / "imdb", series_rows())
    with serving(create_app(folder)) as url:
        yield f"{url}/imdb/v1"


def signed(
    address: str,
    question: object,
    *,
    headers: Mapping[str, str] = HEADERS,
    keys: tuple[str, str] = (LICENCE.access_key_id, LICENCE.secret_access_key),
    scope: tuple[str, str] = ("dataexchange", "us-east-1"),
) -> AWSRequest:
    """Return a question with its signature."""
    body = json.dumps(question).encode()
    request = AWSRequest("POST", address, headers=dict(headers), data=body)
    SigV4Auth(Credentials(*keys), *scope).add_auth(request)
    return request


def send(request: AWSRequest) -> httpx2.Response:
    """Send a signed question."""
    return httpx2.post(
        request.url, content=request.data, headers=dict(request.headers.items())
    )


def ask(address: str, query: str, **variables: object) -> Any:
    """Return what a question is answered."""
    return send(signed(address, {"query": query, "variables": variables})).json()


def refused(answer: httpx2.Response) -> tuple[int, str, str]:
    """Return status, AWS's name and its message."""
    return (
        answer.status_code,
        answer.headers["x-amzn-errortype"],
        answer.json()["message"],
    )


def test_a_signed_question_is_answered(address: str) -> None:
    """The data comes with a disclaimer, as IMDb's does."""
    answer = send(signed(address, QUESTION))

    assert answer.status_code == 200
    assert answer.json() == {
        "data": {"title": {"titleText": {"text": 'The "Show'}}},
        "extensions": {
            "disclaimer": "Answers of a stand-in: facts of its catalogue, under no "
            "licence of IMDb."
        },
    }


def test_a_wrong_signature_is_refused(address: str) -> None:
    """By another secret, over another body, or over fewer headers."""
    other = signed(address, QUESTION, keys=(LICENCE.access_key_id, "another"))
    changed = signed(address, QUESTION)
    changed.data = changed.data.replace(b"tt0000001", b"tt0000011")
    fewer = signed(address, QUESTION, headers={"x-api-key": LICENCE.api_key})
    for name, value in IDS.items():
        fewer.headers[name] = value

    answers = [refused(send(one)) for one in (other, changed, fewer)]

    assert answers == [(403, "InvalidSignatureException", MISMATCH)] * 3


def test_an_unsigned_question_is_refused(address: str) -> None:
    """As AWS says it."""
    answer = httpx2.post(address, json=QUESTION, headers=HEADERS)

    name = "MissingAuthenticationTokenException"
    assert refused(answer) == (403, name, "Missing Authentication Token")


def test_an_unknown_access_key_is_refused(address: str) -> None:
    """It has no secret to compare with."""
    answer = send(signed(address, QUESTION, keys=("AKIDOTHER", "standin-secret")))

    assert refused(answer)[:2] == (403, "UnrecognizedClientException")


@pytest.mark.parametrize("scope", [("s3", "us-east-1"), ("dataexchange", "eu-west-1")])
def test_a_signature_for_elsewhere_is_refused(
    address: str, scope: tuple[str, str]
) -> None:
    """Service and region are part of what is signed."""
    status, name, message = refused(send(signed(address, QUESTION, scope=scope)))

    assert (status, name) == (403, "InvalidSignatureException")
    assert message.startswith("Credential should be scoped to")


@pytest.mark.parametrize(
    ("ahead", "message"),
    [(600, "Signature expired"), (-600, "Signature not yet current"), (200, None)],
)
def test_a_clock_may_be_five_minutes_off(
    folder: Path, ahead: float, message: str | None
) -> None:
    """More than that is told apart by its direction."""
    write_files(folder / "imdb", series_rows())
    licence = Licence(clock_ahead_seconds=ahead)
    with serving(create_app(folder, licence=licence)) as url:
        answer = send(signed(f"{url}/imdb/v1", QUESTION))

    if message is None:
        assert answer.status_code == 200
    else:
        assert refused(answer)[2].startswith(message)


@pytest.mark.parametrize(
    ("name", "what"), [*zip(IDS, ["data-set", "revision", "asset"], strict=True)]
)
def test_ids_of_another_subscription_are_not_found(
    address: str, name: str, what: str
) -> None:
    """AWS looks for the asset before IMDb looks at the key."""
    headers = {**HEADERS, name: "another", "x-api-key": "another"}

    answer = send(signed(address, QUESTION, headers=headers))

    message = f"The {what} could not be found."
    assert refused(answer) == (404, "ResourceNotFoundException", message)


def test_another_api_key_is_forbidden(address: str) -> None:
    """IMDb's key comes last."""
    answer = send(signed(address, QUESTION, headers={**HEADERS, "x-api-key": "other"}))

    assert refused(answer) == (403, "ForbiddenException", "Forbidden")


def test_only_posts_are_answered(address: str) -> None:
    """A GET has no question."""
    assert httpx2.get(address).status_code == 405


def test_pages_lead_on_by_cursors(address: str) -> None:
    """`first` nodes after the cursor, the count of all, and whether more follow."""
    query = """
      query ($id: ID!, $after: ID) {
        title(id: $id) {
          episodes { episodes(first: 1, after: $after) {
            total edges { position node { id } }
            pageInfo { hasNextPage endCursor }
          } }
        }
      }
    """
    pages, after = [], None
    for _ in range(3):
        answer = ask(address, query, id="tt0000001", after=after)
        page = answer["data"]["title"]["episodes"]["episodes"]
        after = page["pageInfo"].pop("endCursor")
        pages.append(page)

    assert pages == [
        {
            "total": 2,
            "edges": [{"position": 1, "node": {"id": "tt0000011"}}],
            "pageInfo": {"hasNextPage": True},
        },
        {
            "total": 2,
            "edges": [{"position": 2, "node": {"id": "tt0000012"}}],
            "pageInfo": {"hasNextPage": False},
        },
        {"total": 2, "edges": [], "pageInfo": {"hasNextPage": False}},
    ]
    assert after is None


def test_fragments_aliases_and_lists_are_understood(address: str) -> None:
    """Fields of one type only, renamed, of several people, one of whom is unknown."""
    answer = ask(
        address,
        """
        # Two people, and a film that is not there.
        query Names($ids: [ID!]!) {
          names(ids: $ids) { ...Short }
          film: title(id: "tt0000007") { id }
        }
        fragment Short on Name { __typename called: nameText { text } }
        """,
        ids=["nm0000003", "nm0000002"],
    )
    credit = """{ title(id: "tt0000001") { credits(first: 2) { edges { node {
        ... on Cast { characters { name } } ... on Crew { jobs { text } } } } } } }"""

    edges = ask(address, credit)["data"]["title"]["credits"]["edges"]

    cy = {"__typename": "Name", "called": {"text": "Cy"}}
    assert answer["data"] == {"names": [cy, None], "film": None}
    assert [edge["node"] for edge in edges] == [
        {"characters": [{"name": "Self - Host"}, {"name": 'Self - "Judge"'}]},
        {"jobs": None},
    ]


@pytest.mark.parametrize(
    ("query", "status", "code", "message"),
    [
        (
            '{ title(id: "tt0000001") { name } }',
            400,
            "GRAPHQL_VALIDATION_FAILED",
            'Cannot query field "name" on type "Title".',
        ),
        (
            '{ title(id: "tt0000001") { id { x } } }',
            400,
            "GRAPHQL_VALIDATION_FAILED",
            'Field "id" must not have a selection.',
        ),
        (
            '{ title(id: "tt0000001") { titleText } }',
            400,
            "GRAPHQL_VALIDATION_FAILED",
            'Field "titleText" must have a selection.',
        ),
        (
            '{ title(id: "tt0000001") { ...Lost } }',
            400,
            "GRAPHQL_VALIDATION_FAILED",
            'Unknown fragment "Lost".',
        ),
        ("{ title(", 400, "GRAPHQL_PARSE_FAILED", 'Syntax Error: Unexpected "<EOF>".'),
        ("mutation { x }", 400, "GRAPHQL_PARSE_FAILED", None),
        (
            "query ($id: ID!) { title(id: $id) { id } }",
            200,
            "BAD_USER_INPUT",
            'Variable "$id" of required type was not provided.',
        ),
        (
            '{ title(id: "tt0000001") { akas(first: 251) { total } } }',
            200,
            "BAD_USER_INPUT",
            "first must be 1 to 250, not 251",
        ),
        (
            '{ title(id: "tt0000001") { akas(first: 1, after: "x") { total } } }',
            200,
            "BAD_USER_INPUT",
            "'x' is no cursor",
        ),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    address: str, query: str, status: int, code: str, message: str | None
) -> None:
    """In GraphQL's way: a list of errors with a code."""
    answer = send(signed(address, {"query": query}))

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (status, code)
    assert message is None or error["message"] == message
