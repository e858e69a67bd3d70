"""AWS Signature Version 4 over a request to AWS Data Exchange.

botocore computes it; none of its sessions, configuration files or connections are
used, so the keys are those of the settings and nothing else is read or sent.
"""

from collections.abc import Mapping

import httpx2

# botocore has no types of its own.
from botocore.auth import SigV4Auth  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
from botocore.credentials import Credentials  # type: ignore[import-untyped]

from trr_backend.integrations.http import Sign

SERVICE = "dataexchange"
# IMDb's data sets lie in this region; AWS_REGION is the bucket's.
REGION = "us-east-1"


def signer(
    key_id: str, secret: str, session_token: str | None, headers: Mapping[str, str]
) -> Sign:
    """Return a function that adds date and signature to `headers` for one POST."""
    auth = SigV4Auth(Credentials(key_id, secret, session_token), SERVICE, REGION)

    def sign(url: httpx2.URL, content: bytes) -> Mapping[str, str]:
        request = AWSRequest("POST", str(url), headers=dict(headers), data=content)
        auth.add_auth(request)
        return dict(request.headers.items())

    return sign
