"""The settings of the API: who may read it, how much, and what it tells of itself."""

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, BeforeValidator, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

from trr_backend.config.kinds import WebAddress, Words, parts

_RATE = re.compile(r"[1-9][0-9]{0,8}/(second|minute|hour)")
_SHORTEST_KEY = 16
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def _named(name: str) -> AliasChoices:
    return AliasChoices(name, name.lower())


def _cannot_be_forged(url: str) -> bool:
    """Say whether nobody on the way can answer in the place of who is asked."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in _THIS_MACHINE


Keys = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(parts)]
"""Secrets with commas between them."""


class ApiSettings(BaseSettings):
    """What an installation may set of its API."""

    database_direct_url: SecretStr | None = Field(
        default=None,
        validation_alias=_named("TRR_DATABASE_DIRECT_URL"),
        description="The database without a pooler between, where TRR_DATABASE_URL "
        "names one: changes are listened for there. Unset: TRR_DATABASE_URL.",
    )
    api_keys: Keys = Field(
        default=(),
        validation_alias=_named("TRR_API_KEYS"),
        description="Keys of admins, at least 16 letters each; unset: nobody is one "
        "by a key.",
    )
    read_keys: Keys = Field(
        default=(),
        validation_alias=_named("TRR_READ_KEYS"),
        description="Keys that may read the catalogue where TRR_ACCESS is closed, and "
        "have a rate of their own.",
    )
    access: Literal["open", "closed"] = Field(
        default="open",
        validation_alias=_named("TRR_ACCESS"),
        description="open: anybody may read the catalogue; closed: with a key or a "
        "token only.",
    )
    supabase_jwt_secret: SecretStr | None = Field(
        default=None,
        validation_alias=_named("SUPABASE_JWT_SECRET"),
        description="Secret of a project whose tokens are signed with HS256.",
    )
    supabase_jwks_url: WebAddress | None = Field(
        default=None,
        validation_alias=_named("SUPABASE_JWKS_URL"),
        description="Where the public keys of a project lie, as "
        "https://<project>.supabase.co/auth/v1/.well-known/jwks.json.",
    )
    supabase_jwt_issuer: str | None = Field(
        default=None,
        validation_alias=_named("SUPABASE_JWT_ISSUER"),
        description="Who must have issued a token; unset: what stands before "
        "/.well-known in SUPABASE_JWKS_URL; without that, anybody with the secret.",
    )
    supabase_jwt_audience: str = Field(
        default="authenticated",
        validation_alias=_named("SUPABASE_JWT_AUDIENCE"),
        description="For whom a token must be.",
    )
    admin_roles: Words = Field(
        default=("admin",),
        validation_alias=_named("TRR_ADMIN_ROLES"),
        description="Roles in a token (role, user_role, app_metadata.role or .roles) "
        "that make its bearer an admin.",
    )
    rate_limit: str = Field(
        default="1200/minute",
        validation_alias=_named("TRR_RATE_LIMIT"),
        description="Requests to the API by one address, in each process; none: any.",
    )
    key_rate_limit: str = Field(
        default="12000/minute",
        validation_alias=_named("TRR_KEY_RATE_LIMIT"),
        description="The same with one key or by one user.",
    )
    trusted_proxies: Words = Field(
        default=(),
        validation_alias=_named("TRR_TRUSTED_PROXIES"),
        description="Addresses or networks of proxies whose X-Forwarded-For is "
        "believed; unset: nobody's.",
    )
    cache_mb: int = Field(
        default=64,
        ge=0,
        le=65536,
        validation_alias=_named("TRR_CACHE_MB"),
        description="Memory for answers that are kept, in MB, in each process; 0: none "
        "is kept.",
    )
    events_days: int = Field(
        default=30,
        ge=1,
        le=3650,
        validation_alias=_named("TRR_EVENTS_DAYS"),
        description="Days for which changes can be read from the feed.",
    )
    runs_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        validation_alias=_named("TRR_RUNS_DAYS"),
        description="Days for which is kept how runs went, item by item, after they "
        "ended.",
    )
    socket_clients: int = Field(
        default=10_000,
        ge=0,
        le=100_000,
        validation_alias=_named("TRR_SOCKET_CLIENTS"),
        description="WebSocket and stream clients at once, in each process.",
    )
    socket_clients_per_address: int = Field(
        default=100,
        ge=0,
        le=100_000,
        validation_alias=_named("TRR_SOCKET_CLIENTS_PER_ADDRESS"),
        description="The same from one address.",
    )
    socket_idle_seconds: float = Field(
        default=60,
        gt=0,
        le=3600,
        validation_alias=_named("TRR_SOCKET_IDLE_SECONDS"),
        description="A client that is silent so long, and answers no ping, is let go.",
    )
    private_webhooks: bool = Field(
        default=False,
        validation_alias=_named("TRR_PRIVATE_WEBHOOKS"),
        description="true: webhooks may go to private addresses and over http, as "
        "inside a network of your own.",
    )
    metrics: Literal["open", "admin", "off"] = Field(
        default="open",
        validation_alias=_named("TRR_METRICS"),
        description="Who may read /metrics: anybody, admins or nobody.",
    )
    metrics_folder: Path | None = Field(
        default=None,
        validation_alias=_named("TRR_METRICS_FOLDER"),
        description="Where processes behind one port add up what they count; "
        "`trr serve --workers` sets it for its own.",
    )
    otlp_endpoint: WebAddress | None = Field(
        default=None,
        validation_alias=_named("OTEL_EXPORTER_OTLP_ENDPOINT"),
        description="Where traces are sent by OTLP over HTTP; unset: none are made.",
    )
    log_format: Literal["text", "json"] = Field(
        default="text",
        validation_alias=_named("TRR_LOG_FORMAT"),
        description="text: a log record is a plain line; json: an object a line.",
    )

    @field_validator(
        "database_direct_url",
        "supabase_jwt_secret",
        "supabase_jwks_url",
        "supabase_jwt_issuer",
        "metrics_folder",
        "otlp_endpoint",
        mode="before",
    )
    @classmethod
    def _blank_is_unset_here(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("api_keys", "read_keys")
    @classmethod
    def _are_keys(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for one in value:
            text = one.get_secret_value()
            is_plain = text.isascii() and text.isprintable()
            if len(text) < _SHORTEST_KEY or not is_plain:
                raise ValueError(
                    f"a key has at least {_SHORTEST_KEY} ASCII letters, such as what "
                    "`openssl rand -hex 24` prints"
                )
        return value

    @field_validator("supabase_jwks_url")
    @classmethod
    def _is_safe(cls, value: str | None) -> str | None:
        if value is not None and not _cannot_be_forged(value):
            raise ValueError("must begin with https://, or name this machine")
        return value

    @field_validator("rate_limit", "key_rate_limit")
    @classmethod
    def _is_rate(cls, value: str) -> str:
        if value != "none" and not _RATE.fullmatch(value):
            raise ValueError(f"{value!r} is no rate such as 600/minute, nor none")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            try:
                ip_network(one)
            except ValueError:
                raise ValueError(
                    f"{one!r} is no address or network such as 10.0.0.0/8"
                ) from None
        return value
