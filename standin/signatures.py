"""Who may ask IMDb: by AWS's signature, then by subscription, then by IMDb's key.

The signature is computed again with botocore over the headers that were signed; what
does not fit is answered in AWS's words (docs/sources/imdb.md).
"""

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# botocore has no types of its own.
from botocore.auth import SigV4Auth  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
from botocore.credentials import Credentials  # type: ignore[import-untyped]
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

_REGION, _SERVICE = "us-east-1", "dataexchange"
_TIME = "%Y%m%dT%H%M%SZ"
_TOLERANCE = timedelta(minutes=5)
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key_id>[^/,]+)/(?P<scope>[^,]+), "
    r"SignedHeaders=(?P<signed>[^,]+), Signature=(?P<signature>[0-9a-f]{64})"
)
_IDS = ("data-set", "revision", "asset")
_INVALID = "InvalidSignatureException"


@dataclass(frozen=True, slots=True)
class Licence:
    """The one subscription that the stand-in knows, and how far its clock is ahead."""

    access_key_id: str = "AKIDSTANDIN"
    secret_access_key: str = "standin-secret"  # noqa: S105 -- of nobody, in the README
    api_key: str = "standin-api-key"
    data_set_id: str = "standin-data-set"
    revision_id: str = "standin-revision"
    asset_id: str = "standin-asset"
    clock_ahead_seconds: float = 0


def refusal(request: Request, body: bytes, licence: Licence) -> Response | None:
    """Return AWS's answer to a request that is not let through, None for a good one."""
    told = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if told is None:
        return _refused(
            "MissingAuthenticationTokenException", "Missing Authentication Token"
        )
    if told["key_id"] != licence.access_key_id:
        return _refused(
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        )
    fault = _time_fault(request, told["scope"], licence)
    if fault is not None:
        return _refused(_INVALID, fault)
    signed = told["signed"].split(";")
    expected = _signature(request, body, signed, licence)
    needed = {"host", "x-amz-date", *(f"x-amzn-dataexchange-{one}-id" for one in _IDS)}
    if needed - {*signed} or not hmac.compare_digest(expected, told["signature"]):
        return _refused(
            _INVALID,
            "The request signature we calculated does not match the signature you "
            "provided. Check your AWS Secret Access Key and signing method.",
        )
    return _not_subscribed(request, licence)


def _not_subscribed(request: Request, licence: Licence) -> Response | None:
    ids = (licence.data_set_id, licence.revision_id, licence.asset_id)
    for name, known in zip(_IDS, ids, strict=True):
        if request.headers[f"x-amzn-dataexchange-{name}-id"] != known:
            message = f"The {name} could not be found."
            return _refused("ResourceNotFoundException", message, 404)
    if request.headers.get("x-api-key") != licence.api_key:
        return _refused("ForbiddenException", "Forbidden")
    return None


def _time_fault(request: Request, scope: str, licence: Licence) -> str | None:
    now = datetime.now(UTC) + timedelta(seconds=licence.clock_ahead_seconds)
    text = request.headers.get("x-amz-date", "")
    try:
        at = datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError:
        return "Date must be in ISO-8601 'basic format'."
    if scope != f"{text[:8]}/{_REGION}/{_SERVICE}/aws4_request":
        return f"Credential should be scoped to {_REGION}/{_SERVICE} and the date."
    if at < now - _TOLERANCE:
        return f"Signature expired: {text} is now earlier than {now:{_TIME}}"
    if at > now + _TOLERANCE:
        return f"Signature not yet current: {text} is still later than {now:{_TIME}}"
    return None


def _signature(
    request: Request, body: bytes, signed: list[str], licence: Licence
) -> str:
    headers = {name: request.headers.get(name, "") for name in signed}
    repeated = AWSRequest(request.method, str(request.url), headers=headers, data=body)
    repeated.context["timestamp"] = request.headers["x-amz-date"]
    keys = Credentials(licence.access_key_id, licence.secret_access_key)
    auth = SigV4Auth(keys, _SERVICE, _REGION)
    text = auth.string_to_sign(repeated, auth.canonical_request(repeated))
    return str(auth.signature(text, repeated))


def _refused(name: str, message: str, status: int = 403) -> Response:
    return JSONResponse(
        {"message": message}, status, headers={"x-amzn-ErrorType": name}
    )
