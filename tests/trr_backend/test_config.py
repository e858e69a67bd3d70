"""Settings come from the variables that the reference names, and from no others."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.project_files import ROOT
from trr_backend.config import Settings, load_settings
from trr_backend.errors import ConfigError

GIVEN = {
    "TRR_HOME": "given",
    "TRR_DATABASE_URL": "postgresql://given",
    "TRR_MEDIA_URL": "s3://given",
    "TRR_CDN_BASE_URL": "https://cdn.example/",
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_SESSION_TOKEN": "session",
    "AWS_REGION": "eu-central-1",
    "AWS_ENDPOINT_URL_S3": "http://s3.example",
    "TMDB_BEARER_TOKEN": "given",
    "TMDB_API_BASE_URL": "http://api.example/",
    "TMDB_IMAGE_BASE_URL": "http://image.example/t/p",
    "TRR_TMDB_RATE": "7.5",
    "TRR_TMDB_IMAGE_RATE": "12.5",
    "TRR_IMAGES": "poster=all",
    "TRR_IMAGE_LANGUAGES": "de, textless",
    "TRR_VARIANT_FORMATS": "webp, avif",
    "TRR_IMDB_DATASETS": "personal",
    "IMDB_DATASETS_BASE_URL": "http://datasets.example",
    "IMDB_GRAPHQL_URL": "http://graphql.example/v1",
    "IMDB_API_KEY": "imdb-key",
    "IMDB_DATA_SET_ID": "set",
    "IMDB_REVISION_ID": "revision",
    "IMDB_ASSET_ID": "asset",
    "TRR_IMDB_RATE": "2.5",
    "FANDOM_URL_TEMPLATE": "http://wikis.example/{wiki}/",
    "FANDOM_IMAGE_BASE_URL": "http://pictures.example/",
    "TRR_FANDOM_RATE": "0.5",
    "TRR_FANDOM_IMAGES": "all",
    "TRR_UNFREE_WIKIS": "Survivor, https://wiki.example.org/w",
    "TRR_WIKI_MAPS": "maps",
    "TRR_PRIVATE": "true",
    "TRR_CONTACT": "me@example.org",
    "TRR_LANGUAGES": "de-DE, en-US",
    "TRR_CORS_ORIGINS": "https://a.example,https://b.example",
    "TRR_WAIT_SCALE": "0.5",
    "TRR_LOG_LEVEL": "INFO",
    "TRR_WORKER_NAME": "night-1",
    "TRR_WORKER_CONCURRENCY": "3",
    "TRR_SCHEDULES": "false",
    "TRR_DATABASE_DIRECT_URL": "postgresql://direct",
    "TRR_API_KEYS": "an-admin's-key-01, an-admin's-key-02",
    "TRR_READ_KEYS": "a-reader's-key-01",
    "TRR_ACCESS": "closed",
    "SUPABASE_JWT_SECRET": "jwt-secret",
    "SUPABASE_JWKS_URL": "https://x.supabase.co/auth/v1/.well-known/jwks.json",
    "SUPABASE_JWT_ISSUER": "https://x.supabase.co/auth/v1",
    "SUPABASE_JWT_AUDIENCE": "others",
    "TRR_ADMIN_ROLES": "admin, editor",
    "TRR_RATE_LIMIT": "none",
    "TRR_KEY_RATE_LIMIT": "5/second",
    "TRR_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
    "TRR_CACHE_MB": "0",
    "TRR_EVENTS_DAYS": "7",
    "TRR_RUNS_DAYS": "8",
    "TRR_SOCKET_CLIENTS": "5",
    "TRR_SOCKET_CLIENTS_PER_ADDRESS": "2",
    "TRR_SOCKET_IDLE_SECONDS": "1.5",
    "TRR_PRIVATE_WEBHOOKS": "true",
    "TRR_METRICS": "off",
    "TRR_METRICS_FOLDER": "/run/trr",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://otlp.example",
    "TRR_LOG_FORMAT": "json",
}
# AWS names some of its variables twice.
SECOND_NAMES = {
    "AWS_DEFAULT_REGION": "aws_region",
    "AWS_ENDPOINT_URL": "aws_endpoint_url",
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Start without settings, in a folder without .env."""
    for name in (*GIVEN, *SECOND_NAMES):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_every_variable_of_the_reference_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each name of docs/reference/settings.md sets its field."""
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)

    assert re.findall(r"^\| `(\w+)`", page, re.MULTILINE) == list(GIVEN)
    assert load_settings().model_dump() == {
        "home": Path("given"),
        "database_url": SecretStr("postgresql://given"),
        "media_url": "s3://given",
        "cdn_base_url": "https://cdn.example",
        "aws_access_key_id": SecretStr("key"),
        "aws_secret_access_key": SecretStr("secret"),
        "aws_session_token": SecretStr("session"),
        "aws_region": "eu-central-1",
        "aws_endpoint_url": "http://s3.example",
        "tmdb_bearer_token": SecretStr("given"),
        "tmdb_api_base_url": "http://api.example",
        "tmdb_image_base_url": "http://image.example/t/p",
        "tmdb_rate": 7.5,
        "tmdb_image_rate": 12.5,
        "images": "poster=all",
        "image_languages": ("de", "textless"),
        "variant_formats": ("webp", "avif"),
        "imdb_datasets": "personal",
        "imdb_datasets_base_url": "http://datasets.example",
        "imdb_graphql_url": "http://graphql.example/v1",
        "imdb_api_key": SecretStr("imdb-key"),
        "imdb_data_set_id": "set",
        "imdb_revision_id": "revision",
        "imdb_asset_id": "asset",
        "imdb_rate": 2.5,
        "fandom_url_template": "http://wikis.example/{wiki}",
        "fandom_image_base_url": "http://pictures.example",
        "fandom_rate": 0.5,
        "fandom_images": "all",
        "unfree_wikis": ("survivor", "wiki.example.org/w"),
        "wiki_maps": Path("maps"),
        "private": True,
        "contact": "me@example.org",
        "languages": ("de-DE", "en-US"),
        "cors_origins": ("https://a.example", "https://b.example"),
        "wait_scale": 0.5,
        "log_level": "INFO",
        "database_direct_url": SecretStr("postgresql://direct"),
        "api_keys": (SecretStr("an-admin's-key-01"), SecretStr("an-admin's-key-02")),
        "read_keys": (SecretStr("a-reader's-key-01"),),
        "access": "closed",
        "supabase_jwt_secret": SecretStr("jwt-secret"),
        "supabase_jwks_url": "https://x.supabase.co/auth/v1/.well-known/jwks.json",
        "supabase_jwt_issuer": "https://x.supabase.co/auth/v1",
        "supabase_jwt_audience": "others",
        "admin_roles": ("admin", "editor"),
        "rate_limit": "none",
        "key_rate_limit": "5/second",
        "trusted_proxies": ("10.0.0.0/8", "::1"),
        "cache_mb": 0,
        "events_days": 7,
        "runs_days": 8,
        "worker_name": "night-1",
        "worker_concurrency": 3,
        "schedules": False,
        "socket_clients": 5,
        "socket_clients_per_address": 2,
        "socket_idle_seconds": 1.5,
        "private_webhooks": True,
        "metrics": "off",
        "metrics_folder": Path("/run/trr"),
        "otlp_endpoint": "http://otlp.example",
        "log_format": "json",
    }


@pytest.mark.parametrize("name", SECOND_NAMES)
def test_second_names_of_aws_are_read(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What other tools read as the region and the endpoint is read here too."""
    monkeypatch.setenv(name, "http://s3.example")

    assert load_settings().model_dump()[SECOND_NAMES[name]] == "http://s3.example"


@pytest.mark.parametrize("source", ["environment", ".env"])
def test_variables_of_others_are_not_ours(
    monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """HOME, DATABASE_URL, LANGUAGES and the like belong to somebody else."""
    own = {name.upper() for name in Settings.model_fields}
    names = sorted(own - set(GIVEN) - set(SECOND_NAMES))
    assert "HOME" in names
    if source == ".env":
        Path(".env").write_text("".join(f"{name}=https://other\n" for name in names))
    for name in names if source == "environment" else ():
        monkeypatch.setenv(name, "https://other")

    assert load_settings().model_dump() == Settings.model_construct().model_dump()


def test_env_file_is_read(tmp_path: Path) -> None:
    """A file .env in the working folder sets what the environment does not."""
    (tmp_path / ".env").write_text("TRR_CONTACT=me@example.org\n")

    assert load_settings().contact == "me@example.org"


def test_a_language_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting is named, not the request that would fail by it."""
    monkeypatch.setenv("TRR_LANGUAGES", "en-US,German")

    with pytest.raises(ConfigError, match="TRR_LANGUAGES: 'German' is no language"):
        load_settings()


def test_blank_is_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty variable means the default, as `VAR= trr ...` is meant."""
    monkeypatch.setenv("TRR_DATABASE_URL", "")
    monkeypatch.setenv("TRR_MEDIA_URL", " ")
    monkeypatch.setenv("TRR_VARIANT_FORMATS", "")

    settings = load_settings()

    assert (settings.database_url, settings.media_url) == (None, None)
    assert settings.variant_formats == ("webp",)


def test_formats_of_smaller_copies_are_in_our_order_or_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each once, however they were written; none is a choice of its own."""
    found = {}
    for text in ("avif, webp,avif", "avif", "none"):
        monkeypatch.setenv("TRR_VARIANT_FORMATS", text)
        found[text] = load_settings().variant_formats

    assert found == {"avif, webp,avif": ("webp", "avif"), "avif": ("avif",), "none": ()}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TRR_TMDB_RATE", "many", "valid number"),
        ("TRR_TMDB_RATE", "51", "less than or equal to 50"),
        ("TMDB_API_BASE_URL", "api.example", "must begin with http:// or https://"),
        ("TMDB_BEARER_TOKEN", "0" * 32, "API Read Access Token"),
        ("TRR_VARIANT_FORMATS", "webp,jpeg", "'jpeg' is no format of smaller copies"),
        ("TRR_VARIANT_FORMATS", "none,webp", "'none' is no format of smaller copies"),
        ("TRR_LOG_LEVEL", "LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("TRR_API_KEYS", "long-enough-for-one, short", "has at least 16 ASCII letters"),
        ("TRR_READ_KEYS", "ein-schlüssel-für-leser", "has at least 16 ASCII letters"),
        ("TRR_RATE_LIMIT", "60 a minute", "is no rate such as 600/minute, nor none"),
        ("SUPABASE_JWKS_URL", "http://x.test/jwks", "must begin with https://"),
        ("TRR_TRUSTED_PROXIES", "10.0.0.1, proxy", "'proxy' is no address or network"),
    ],
)
def test_unusable_value_is_one_error_naming_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    """The error says which variable and what is wrong, and never shows the value."""
    monkeypatch.setenv(name, value)

    with pytest.raises(ConfigError) as caught:
        load_settings()

    assert str(caught.value).startswith(f"{name}: ")
    assert said in str(caught.value)
    if "TOKEN" in name or "KEYS" in name:
        assert value not in str(caught.value)


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printing the settings shows no token, no password and no key."""
    secret = (
        "TMDB_BEARER_TOKEN",
        "TRR_DATABASE_URL",
        "TRR_DATABASE_DIRECT_URL",
        "AWS_SECRET_ACCESS_KEY",
        "SUPABASE_JWT_SECRET",
    )
    for name in secret:
        monkeypatch.setenv(name, "open-sesame")

    for name in ("TRR_API_KEYS", "TRR_READ_KEYS"):
        monkeypatch.setenv(name, "open-sesame-open-sesame")

    assert "open-sesame" not in f"{load_settings()!r} {load_settings()}"


def test_home_of_nobody_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without a home folder is told which variable to set."""

    def fail(_: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", fail)
    with pytest.raises(ConfigError, match=r"^TRR_HOME: this user has no home folder"):
        _ = Settings(_env_file=None).home_path


def test_unreadable_env_file_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever may not look into the folder they work in is told so in one line."""

    def refuse(_: Path) -> bool:
        raise PermissionError(13, "Permission denied", ".env")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Path, "is_file", refuse)
    with pytest.raises(
        ConfigError, match=r"^\.env in the working folder cannot be read"
    ):
        load_settings()


@pytest.mark.parametrize("name", ["", "a b", "-a", "w" * 41, "w\n"])
def test_a_worker_has_a_name_that_can_be_one(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """It stands in logs, on pages and in the names of sessions; "" is none."""
    monkeypatch.setenv("TRR_WORKER_NAME", name)
    if not name:
        assert load_settings().worker_name is None
        return
    with pytest.raises(ConfigError, match="use up to 40 letters"):
        load_settings()
