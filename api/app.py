"""The app factory: `uvicorn --factory api.app:create_app`, or `trr serve`."""

from collections.abc import Sequence
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import WebSocketRoute
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api import finding, problems
from api.auth.doorkeeper import Doorkeeper
from api.cache.layer import CacheLayer
from api.cache.store import Cache
from api.edge import Edge
from api.gate import Gate
from api.installation import lifespan
from api.metrics import Metrics
from api.openapi import openapi_document
from api.rate_limits import RateLimits
from api.realtime.socket import Socket
from api.routers import (
    admin,
    attribution,
    cast,
    changes,
    entities,
    facts,
    health,
    images,
    lists,
    media,
    metrics,
    pages,
    people,
    run_pages,
    runs,
    schedule,
    search,
    seasons,
    shows,
)
from api.tracing import Traced
from trr_backend.config import Settings, load_settings
from trr_backend.utils.logs import log_to_stderr

_ROUTERS = (
    shows,
    seasons,
    cast,
    people,
    facts,
    images,
    entities,
    search,
    schedule,
    lists,
    attribution,
    changes,
    runs,
    admin,
    health,
    metrics,
    media,
    run_pages,
    pages,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the API on the database that `settings` (or the environment) name.

    It logs to stderr, as many processes as there are of it.
    """
    settings = settings or load_settings()
    log_to_stderr(settings.log_level, settings.log_format)
    app = FastAPI(
        title="TRR Backend",
        version=version("trr-backend"),
        lifespan=lifespan,
        docs_url=None,
        # Served by api.routers.pages, with the headers of other answers.
        openapi_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation,
        # Its spans name the whole address with its query, its logs what an error says.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.settings = settings
    app.state.metrics = Metrics()
    app.state.doorkeeper = Doorkeeper(settings)
    app.state.limits = RateLimits(settings)
    app.state.cache = Cache(settings.cache_mb * 1_000_000)
    for module in _ROUTERS:
        app.include_router(module.router)
    app.router.routes.append(WebSocketRoute("/api/v1/ws", Socket()))
    problems.install(app)
    finding.install(app)
    _add_layers(app, settings)
    app.openapi = lambda: openapi_document(app)  # type: ignore[method-assign]  # FastAPI documents this as the way
    return app


def _add_layers(app: FastAPI, settings: Settings) -> None:
    """Put the layers around the routes, the innermost first."""
    app.add_middleware(CacheLayer, cache=app.state.cache)
    origins = settings.cors_origins
    app.add_middleware(
        Gate,
        doorkeeper=app.state.doorkeeper,
        limits=app.state.limits,
        metrics=app.state.metrics,
        origins=origins,
    )
    if origins:
        _allow_origins(app, origins)
    app.add_middleware(Edge, varies=bool(origins), metrics=app.state.metrics)
    if settings.otlp_endpoint is not None:
        app.add_middleware(Traced)
    if settings.trusted_proxies:
        # Whose address a request has is known to every layer then.
        app.add_middleware(
            ProxyHeadersMiddleware, trusted_hosts=list(settings.trusted_proxies)
        )


def _operation(route: APIRoute) -> str:
    return route.name


def _allow_origins(app: FastAPI, origins: Sequence[str]) -> None:
    app.add_middleware(
        CORSMiddleware,
        allow_origins=origins,
        # A page sends a key that it was given; browsers send nothing by themselves.
        allow_credentials=False,
        allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE"],
        allow_headers=[
            "Authorization",
            "Content-Type",
            "If-None-Match",
            "Last-Event-ID",
            "Prefer",
            "X-API-Key",
            "X-Request-Id",
        ],
        expose_headers=[
            "Content-Language",
            "ETag",
            "Location",
            "Preference-Applied",
            "Retry-After",
            "WWW-Authenticate",
            "X-Request-Id",
        ],
    )
