"""Kinds of settings that several of them are of."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode


def parts(value: object) -> object:
    """Return a text such as `a, b` as ("a", "b"), and all else as it is."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def web_address(value: str) -> str:
    """Return an address without a slash at its end. Raises ValueError."""
    if not value.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return value.rstrip("/")


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(parts)]
"""Words with commas between them."""

WebAddress = Annotated[str, AfterValidator(web_address)]
"""Where something is asked, without a slash at its end."""
