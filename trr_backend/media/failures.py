"""What obstore reports, as one line that says what to do.

The texts of its errors run over many lines and quote the server's answer, which names
the key and the text that was signed. Only a known code or the system's own word for an
error number is taken from them.
"""

import os
import re
from typing import Final

from obstore.exceptions import BaseError

from trr_backend.errors import StoreRefused, StoreUnavailable

FAILURES: Final = (BaseError, OSError, ValueError, NotImplementedError)
"""Everything obstore raises when a store cannot do what it was asked."""

NO_BUCKET: Final = "NoSuchBucket"
_NO_KEY_IS_SET: Final = "no key is set"
_LASTING: Final = frozenset({NO_BUCKET, _NO_KEY_IS_SET})

# The second one in what a request about many objects says of one of them.
_S3_CODE = re.compile(r"<Code>([A-Za-z]{1,60})</Code>|\(code: ([A-Za-z]{1,60})\)")
_OS_ERROR = re.compile(r"(?:\(os error |Os \{\s*code: )(\d{1,5})\b")
_PHRASES: Final = (
    # Where obstore looks for a key when none is set: on Amazon's own machines.
    ("169.254.169.254", _NO_KEY_IS_SET),
    ("dns error", "there is no such host"),
    ("TimedOut", "no answer in time"),
)
_CHECK_KEY = "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what they may do"
_CHECK_FOLDER = "check TRR_MEDIA_URL and who may write there"
_ADVICE: Final = {
    "AccessDenied": _CHECK_KEY,
    "ExpiredToken": _CHECK_KEY,
    "InvalidAccessKeyId": _CHECK_KEY,
    "InvalidToken": _CHECK_KEY,
    "SignatureDoesNotMatch": _CHECK_KEY,
    "PermissionDeniedError": _CHECK_KEY,
    "UnauthenticatedError": _CHECK_KEY,
    _NO_KEY_IS_SET: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    NO_BUCKET: "create the bucket or correct TRR_MEDIA_URL",
    "SlowDown": "run the command again later",
    "Disk quota exceeded": "make room, then run the command again",
    "No space left on device": "make room, then run the command again",
    "Is a directory": _CHECK_FOLDER,
    "Not a directory": _CHECK_FOLDER,
    "Operation not permitted": _CHECK_FOLDER,
    "Permission denied": _CHECK_FOLDER,
    "Read-only file system": _CHECK_FOLDER,
}
_REFUSALS: Final = frozenset({_CHECK_KEY, _CHECK_FOLDER})
_CHECK_ADDRESS = "check TRR_MEDIA_URL and AWS_ENDPOINT_URL, then run the command again"


def unavailable(name: str, error: Exception) -> StoreUnavailable:
    """Return the error to raise for a failure of the store called `name`.

    It is StoreRefused where the store is there and does not let us.
    """
    reason = _reason(error)
    advice = _ADVICE.get(reason, _CHECK_ADDRESS)
    kind = StoreRefused if advice in _REFUSALS else StoreUnavailable
    found = kind(f"{name}: {reason}; {advice}")
    found.lasts = advice in _REFUSALS or reason in _LASTING
    return found


def is_folder(error: Exception) -> bool:
    """Tell whether a folder lies where an object was to be."""
    return _reason(error) == "Is a directory"


def is_about_one(error: FileNotFoundError) -> bool:
    """Tell whether one object is missing, and not the bucket that it was to be in."""
    return _reason(error) != NO_BUCKET


def _reason(error: Exception) -> str:
    text = str(error)
    for phrase, meaning in _PHRASES:
        if phrase in text:
            return meaning
    if found := _S3_CODE.search(text):
        return found[1] or found[2]
    if found := _OS_ERROR.search(text):
        return os.strerror(int(found[1]))
    if type(error).__name__ in _ADVICE:
        return type(error).__name__
    return "no proper answer"
