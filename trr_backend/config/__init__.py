"""The settings: environment or `.env`, each with its unit, all optional.

`Settings` is the only reader of the environment. `load_settings` turns what is wrong
with it into one `ConfigError` that names the variable and what to do.

Two commands pass the environment on without reading settings from it: `trr demo` sets
variables for its child processes, `trr db shell` hands all of them to psql.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from trr_backend.config.kinds import WebAddress, Words, parts
from trr_backend.config.pictures import (
    DEFAULT_NUMBERS,
    TakenKind,
    languages_taken,
    numbers_taken,
)
from trr_backend.config.wikis import (
    FANDOM_IMAGE_BASE_URL,
    FANDOM_URL_TEMPLATE,
    FandomImages,
    UrlTemplate,
    WikiNames,
)
from trr_backend.config.workers import WorkerSettings
from trr_backend.errors import ConfigError

TMDB_TOKEN_PAGE = "https://www.themoviedb.org/settings/api"  # noqa: S105 -- an address
_V3_KEY_LENGTH = 32
_VARIANT_FORMATS = ("webp", "avif")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")


def _named(name: str) -> AliasChoices:
    return AliasChoices(name, name.lower())


class Settings(WorkerSettings):
    """What an installation may set; the defaults need nothing outside this machine."""

    # The prefix stands before a field's own name only, which populate_by_name lets the
    # environment use too: without it HOME would be `home`, DATABASE_URL ours.
    model_config = SettingsConfigDict(
        env_file=".env",
        env_prefix="TRR_",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    home: Path = Field(
        default=Path("~/.local/share/trr"),
        validation_alias=_named("TRR_HOME"),
        description="Folder of the embedded Postgres and of folder media. Where it is "
        "closed to the user that runs Postgres for root, as root's own home mostly is, "
        "the database lies in a folder under /var/lib/trr.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        validation_alias=_named("TRR_DATABASE_URL"),
        description="PostgreSQL 15-18; unset: an embedded server under TRR_HOME.",
    )
    media_url: str | None = Field(
        default=None,
        validation_alias=_named("TRR_MEDIA_URL"),
        description="s3://bucket[/prefix] or file:///folder; unset: TRR_HOME/media.",
    )
    cdn_base_url: WebAddress | None = Field(
        default=None,
        validation_alias=_named("TRR_CDN_BASE_URL"),
        description="Public base of the bucket, put before a key on reading.",
    )
    aws_access_key_id: SecretStr | None = Field(
        default=None,
        validation_alias=_named("AWS_ACCESS_KEY_ID"),
        description="Key of the bucket (unset: what the machine itself may use), and "
        "of the account that subscribed to IMDb's API.",
    )
    aws_secret_access_key: SecretStr | None = Field(
        default=None,
        validation_alias=_named("AWS_SECRET_ACCESS_KEY"),
        description="Secret of that key.",
    )
    aws_session_token: SecretStr | None = Field(
        default=None,
        validation_alias=_named("AWS_SESSION_TOKEN"),
        description="Token of a temporary key.",
    )
    aws_region: str = Field(
        default="us-east-1",
        validation_alias=AliasChoices(
            "AWS_REGION", "AWS_DEFAULT_REGION", "aws_region", "aws_default_region"
        ),
        description="Region of the bucket.",
    )
    aws_endpoint_url: WebAddress | None = Field(
        default=None,
        validation_alias=AliasChoices(
            "AWS_ENDPOINT_URL_S3",
            "AWS_ENDPOINT_URL",
            "aws_endpoint_url_s3",
            "aws_endpoint_url",
        ),
        description="Address of a server that speaks S3; unset: Amazon.",
    )
    tmdb_bearer_token: SecretStr | None = Field(
        default=None,
        validation_alias=_named("TMDB_BEARER_TOKEN"),
        description=f"API Read Access Token from {TMDB_TOKEN_PAGE}.",
    )
    tmdb_api_base_url: WebAddress = Field(
        default="https://api.themoviedb.org",
        validation_alias=_named("TMDB_API_BASE_URL"),
        description="TMDb's API without a version.",
    )
    tmdb_image_base_url: WebAddress = Field(
        default="https://image.tmdb.org/t/p",
        validation_alias=_named("TMDB_IMAGE_BASE_URL"),
        description="TMDb's pictures, without a size.",
    )
    tmdb_rate: float = Field(
        default=25,
        gt=0,
        le=50,
        validation_alias=_named("TRR_TMDB_RATE"),
        description="Requests per second to TMDb, over all processes.",
    )
    tmdb_image_rate: float = Field(
        default=25,
        gt=0,
        le=2000,
        validation_alias=_named("TRR_TMDB_IMAGE_RATE"),
        description="Pictures per second from TMDb, over all processes.",
    )
    images: str = Field(
        default=DEFAULT_NUMBERS,
        validation_alias=_named("TRR_IMAGES"),
        description="How many pictures of each kind are kept for a show, season, "
        "episode or person: a number (0: none), or all; a kind that is left out has "
        "its default. A smaller number takes nothing away.",
    )
    image_languages: Words = Field(
        default=(),
        validation_alias=_named("TRR_IMAGE_LANGUAGES"),
        description="Languages of pictures of shows and seasons that are kept, as "
        "en,textless; unset: those of TRR_LANGUAGES, English, and pictures without "
        "text, which TMDb is asked for always. A further language is asked for, too: "
        "then every show is fetched once more. TMDb has no word for all languages; "
        "all: whatever it sent.",
    )
    variant_formats: Annotated[tuple[Literal["webp", "avif"], ...], NoDecode] = Field(
        default=("webp",),
        validation_alias=_named("TRR_VARIANT_FORMATS"),
        description="Formats of the smaller copies: webp, avif or webp,avif; "
        "none makes none, and leaves those there are.",
    )
    imdb_datasets: Literal["personal"] | None = Field(
        default=None,
        validation_alias=_named("TRR_IMDB_DATASETS"),
        description="personal: use IMDb's non-commercial datasets, for personal use "
        "only; unset: they are not touched.",
    )
    imdb_datasets_base_url: WebAddress = Field(
        default="https://datasets.imdbws.com",
        validation_alias=_named("IMDB_DATASETS_BASE_URL"),
        description="Where IMDb's datasets lie.",
    )
    imdb_graphql_url: WebAddress = Field(
        default="https://api-fulfill.dataexchange.us-east-1.amazonaws.com/v1",
        validation_alias=_named("IMDB_GRAPHQL_URL"),
        description="IMDb's official API, through AWS Data Exchange.",
    )
    imdb_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=_named("IMDB_API_KEY"),
        description="Key of the official API, for holders of a licence.",
    )
    imdb_data_set_id: str | None = Field(
        default=None,
        validation_alias=_named("IMDB_DATA_SET_ID"),
        description="AWS Data Exchange: id of the data set that was subscribed to.",
    )
    imdb_revision_id: str | None = Field(
        default=None,
        validation_alias=_named("IMDB_REVISION_ID"),
        description="AWS Data Exchange: id of its revision.",
    )
    imdb_asset_id: str | None = Field(
        default=None,
        validation_alias=_named("IMDB_ASSET_ID"),
        description="AWS Data Exchange: id of the API asset.",
    )
    imdb_rate: float = Field(
        default=5,
        gt=0,
        le=50,
        validation_alias=_named("TRR_IMDB_RATE"),
        description="Requests per second to IMDb's API, over all processes.",
    )
    fandom_url_template: UrlTemplate = Field(
        default=FANDOM_URL_TEMPLATE,
        validation_alias=_named("FANDOM_URL_TEMPLATE"),
        description="Where Fandom's wikis are asked; {wiki} stands for a name.",
    )
    fandom_image_base_url: WebAddress = Field(
        default=FANDOM_IMAGE_BASE_URL,
        validation_alias=_named("FANDOM_IMAGE_BASE_URL"),
        description="Where the pictures of Fandom's wikis lie.",
    )
    fandom_rate: float = Field(
        default=1,
        gt=0,
        le=50,
        validation_alias=_named("TRR_FANDOM_RATE"),
        description="Requests per second to one wiki, over all processes.",
    )
    fandom_images: FandomImages = Field(
        default="free",
        validation_alias=_named("TRR_FANDOM_IMAGES"),
        description="Pictures of wikis that are kept: free (those whose own page names "
        "a free licence), all (you answer for the rest) or none.",
    )
    unfree_wikis: WikiNames = Field(
        default=(),
        validation_alias=_named("TRR_UNFREE_WIKIS"),
        description="Wikis whose licence is not free and that you may use all the "
        "same, by name or address.",
    )
    wiki_maps: Path | None = Field(
        default=None,
        validation_alias=_named("TRR_WIKI_MAPS"),
        description="Folder of further template maps, which say what the infoboxes of "
        "a wiki mean; unset: those that come with the program.",
    )
    private: bool = Field(
        default=False,
        validation_alias=_named("TRR_PRIVATE"),
        description="true: nobody but you reads this installation, so values for "
        "personal use only (IMDb's datasets) are shown.",
    )
    contact: str | None = Field(
        default=None,
        validation_alias=_named("TRR_CONTACT"),
        description="Address or URL in the User-Agent, so upstreams can reach you.",
    )
    languages: Words = Field(
        default=("en-US",),
        validation_alias=_named("TRR_LANGUAGES"),
        description="Languages asked for, the first is the installation's own.",
    )
    cors_origins: Words = Field(
        default=(),
        validation_alias=_named("TRR_CORS_ORIGINS"),
        description="Origins that may read the API from a browser.",
    )
    wait_scale: float = Field(
        default=1,
        ge=0,
        le=1,
        validation_alias=_named("TRR_WAIT_SCALE"),
        description="Factor on every wait between tries; tests make minutes seconds.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="WARNING",
        validation_alias=_named("TRR_LOG_LEVEL"),
        description="Log lines from this level on go to stderr.",
    )

    @field_validator(
        "database_url",
        "media_url",
        "cdn_base_url",
        "aws_access_key_id",
        "aws_secret_access_key",
        "aws_session_token",
        "aws_endpoint_url",
        "tmdb_bearer_token",
        "imdb_datasets",
        "imdb_api_key",
        "imdb_data_set_id",
        "imdb_revision_id",
        "imdb_asset_id",
        "wiki_maps",
        "contact",
        mode="before",
    )
    @classmethod
    def _blank_is_unset(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("languages")
    @classmethod
    def _are_languages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            if not _LANGUAGE.fullmatch(one):
                raise ValueError(f"{one!r} is no language such as en-US or de")
        return value

    @field_validator("images")
    @classmethod
    def _are_numbers(cls, value: str) -> str:
        numbers_taken(value)
        return value

    @field_validator("image_languages")
    @classmethod
    def _are_picture_languages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        languages_taken(value, ())
        return value

    @field_validator("variant_formats", mode="before")
    @classmethod
    def _are_variant_formats(cls, value: object) -> object:
        chosen = parts(value)
        if not isinstance(chosen, tuple):
            return chosen
        if chosen == ("none",):
            return ()
        if isinstance(value, str) and not chosen:
            return _VARIANT_FORMATS[:1]
        for one in chosen:
            if one not in _VARIANT_FORMATS:
                raise ValueError(
                    f"{one!r} is no format of smaller copies; write webp, avif, "
                    "webp,avif or, alone, none"
                )
        return tuple(one for one in _VARIANT_FORMATS if one in chosen)

    @field_validator("tmdb_bearer_token")
    @classmethod
    def _is_bearer_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) == _V3_KEY_LENGTH:
            raise ValueError(
                "looks like a v3 API key; the longer 'API Read Access Token' "
                f"is needed, on the same page: {TMDB_TOKEN_PAGE}"
            )
        return value

    @property
    def images_taken(self) -> Mapping[TakenKind, int | None]:
        """How many pictures of each kind are kept; None: all."""
        return numbers_taken(self.images)

    @property
    def image_language_codes(self) -> frozenset[str] | None:
        """Languages of pictures that are kept, "" for those without text; None: all."""
        return languages_taken(self.image_languages, self.languages)

    @property
    def home_path(self) -> Path:
        """TRR_HOME, absolute, `~` expanded. Raises ConfigError for one of nobody."""
        try:
            return self.home.expanduser().absolute()
        except RuntimeError:
            raise ConfigError(
                "TRR_HOME: this user has no home folder; set it to a folder"
            ) from None


def load_settings() -> Settings:
    """Return the settings of this process. Raises ConfigError naming each variable."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{part['loc'][0] if part['loc'] else 'settings'}: "
            f"{part['msg'].removeprefix('Value error, ')}"
            for part in error.errors(include_input=False, include_url=False)
        ]
        raise ConfigError("; ".join(lines)) from None
    except OSError as error:
        raise ConfigError(
            f".env in the working folder cannot be read ({error.strerror}); change its "
            "mode or run this in another folder"
        ) from None
