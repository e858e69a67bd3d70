"""What the API counts of itself."""

from math import isinf

import httpx2
import psycopg
import pytest
from fastapi import FastAPI
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as read_openmetrics,
)
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from api.app import create_app
from api.metrics import Metrics
from tests.api.conftest import running
from trr_backend.config import Settings
from trr_backend.repositories.db import Database

ADMIN = "an-admin-key-of-a-test"
READER = "a-reader-key-of-a-test"


async def told(client: httpx2.AsyncClient) -> dict[str, float]:
    """Return every sample of a scrape, written as Prometheus writes it."""
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    samples = {}
    for family in text_string_to_metric_families(answer.text):
        assert family.documentation.endswith(".")
        for sample in family.samples:
            labels = ",".join(f'{k}="{v}"' for k, v in sorted(sample.labels.items()))
            samples[f"{sample.name}{{{labels}}}"] = sample.value
    return samples


def of(samples: dict[str, float], prefix: str) -> dict[str, float]:
    """Return the samples whose names begin so, without that."""
    return {
        name.removeprefix(prefix): value
        for name, value in samples.items()
        if name.startswith(prefix)
    }


async def test_requests_by_route(app: FastAPI) -> None:
    """Routes are templates, and whatever nobody answers is one label."""
    async with running(app) as client:
        await client.get("/health/live")
        await client.head("/health/live?a=b")
        for address in ("/secret-1", "/secret-2", "/%00"):
            await client.get(address)
        await client.request("BREW", "/health/live")
        for show in ("tmdb:1", "no-such-show"):
            await client.get(f"/api/v1/shows/{show}")
        await client.get("/metrics")
        samples = await told(client)
    live = 'route="/health/live",status'
    assert of(samples, "trr_http_requests_total") == {
        '{method="GET",route="/metrics",status="200"}': 1,
        f'{{method="GET",{live}="200"}}': 1,
        f'{{method="HEAD",{live}="200"}}': 1,
        f'{{method="other",{live}="405"}}': 1,
        '{method="GET",route="unknown",status="404"}': 2,
        '{method="GET",route="unknown",status="400"}': 1,
        '{method="GET",route="/api/v1/shows/{show_id}",status="404"}': 2,
    }
    shows = '{method="GET",route="/api/v1/shows/{show_id}"}'
    assert samples[f"trr_http_request_duration_seconds_count{shows}"] == 2
    assert 0 < samples[f"trr_http_request_duration_seconds_sum{shows}"] < 5


def test_buckets_hold_what_took_no_longer() -> None:
    """A bucket's end belongs to it; what took longest is in the last one alone."""
    metrics = Metrics()
    for seconds in (0.0005, 0.0006, 0.3, 99.0):
        metrics.observe("/a", "GET", 200, seconds)
    family = next(
        f for f in metrics.told([metrics.snapshot()]) if f.type == "histogram"
    )
    counts = {
        float(s.labels["le"]): s.value for s in family.samples if "le" in s.labels
    }
    assert {
        end: n for end, n in counts.items() if end in {0.0005, 0.001, 0.25, 0.5}
    } == {
        0.0005: 1,
        0.001: 2,
        0.25: 2,
        0.5: 3,
    }
    assert counts[10.0] == 3
    assert [n for end, n in counts.items() if isinf(end)] == [4]


async def test_openmetrics(client: httpx2.AsyncClient) -> None:
    """Who asks for OpenMetrics gets it, complete."""
    accept = "application/openmetrics-text;version=1.0.0"
    answer = await client.get("/metrics", headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(accept.replace(";", "; "))
    read = read_openmetrics(answer.text)  # type: ignore[no-untyped-call]  # theirs is
    names = {family.name for family in read}
    assert {"trr_http_requests", "trr_cache_hits", "trr_build", "trr_runs"} <= names


async def test_what_the_database_knows(app: FastAPI, database: Database) -> None:
    """Runs, upstreams, questions, requests and webhooks are told as they stand."""
    async with database.transaction() as tx:
        await tx.execute(
            """
            insert into ops.runs (command, started_at, finished_at, outcome) values
              ('sync all', now(), to_timestamp(1000), 'done'),
              ('sync all', now(), to_timestamp(2000), 'done'),
              ('sync all', now(), to_timestamp(3000), 'failed'),
              ('enrich', now(), null, null);
            insert into ops.runs (id, command, queued_at, begun_at) values
              ('00000000-0000-0000-0000-000000000001', 'sync all', now(), now()),
              (gen_random_uuid(), 'sync all', now() - interval '90 seconds', null);
            insert into ops.tasks (run_id, wave, part, queue, state)
            select '00000000-0000-0000-0000-000000000001', 'w', part, queue, state
            from (values (1, 'shows', 'queued'), (2, 'shows', 'queued'),
              (3, 'people', 'queued'), (4, 'people', 'set_aside'))
              t (part, queue, state);
            insert into ops.workers
              (name, host, pid, version, queues, concurrency, seen_at, ended_at)
            values ('a', 'h', 1, '1', '{}', 1, now(), null),
              ('b', 'h', 1, '1', '{}', 1, now(), now()),
              ('c', 'h', 1, '1', '{}', 1, now() - interval '1 minute', null);
            insert into ops.limits (upstream, next_at, requests) values
              ('tmdb', now(), 7), ('wiki:survivor', now(), 2), ('wiki:alone', now(), 3);
            insert into ops.review_items (kind, entity, entity_id, reason, decided_at)
            values
              ('resolve-tmdb-ids', 'show', gen_random_uuid(), 'two', null),
              ('resolve-tmdb-ids', 'show', gen_random_uuid(), 'two', now());
            insert into ops.requests (kind, arguments, actor, requested_at) values
              ('review', '{}', 'key:1', now() - interval '90 seconds');
            insert into ops.webhooks
              (url, topics, secret, cursor, failures, disabled_at)
            values ('https://a.test', '{}', 's', 0, 0, null),
              ('https://b.test', '{}', 's', 0, 3, null),
              ('https://c.test', '{}', 's', 0, 9, now());
            update ops.feed set pruned_through = 41;
            """
        )
    async with running(app) as client:
        samples = await told(client)
    for waiting in ("requests", "runs"):
        assert 90 <= samples.pop(f"trr_{waiting}_oldest_wait_seconds{{}}") < 120
    named = (
        *("trr_database", "trr_run", "trr_upstream", "trr_rev", "trr_web"),
        *("trr_queue", "trr_tasks", "trr_workers"),
    )
    found = {name: value for name, value in samples.items() if name.startswith(named)}
    assert found == {
        "trr_database_up{}": 1,
        'trr_runs_total{command="sync all",outcome="done"}': 2,
        'trr_runs_total{command="sync all",outcome="failed"}': 1,
        'trr_runs_unfinished{command="enrich"}': 1,
        'trr_runs_unfinished{command="sync all"}': 2,
        'trr_queue_depth{queue="runs"}': 1,
        'trr_queue_depth{queue="shows"}': 2,
        'trr_queue_depth{queue="people"}': 1,
        'trr_queue_depth{queue="steps"}': 0,
        'trr_queue_depth{queue="pictures"}': 0,
        'trr_tasks{state="queued"}': 3,
        'trr_tasks{state="set_aside"}': 1,
        'trr_tasks{state="running"}': 0,
        'trr_tasks{state="done"}': 0,
        'trr_tasks{state="failed"}': 0,
        'trr_tasks{state="cancelled"}': 0,
        'trr_workers{state="alive"}': 1,
        'trr_workers{state="silent"}': 1,
        'trr_run_ended_timestamp_seconds{command="sync all",outcome="done"}': 2000,
        'trr_run_ended_timestamp_seconds{command="sync all",outcome="failed"}': 3000,
        'trr_upstream_requests_total{source="tmdb"}': 7,
        'trr_upstream_requests_total{source="wiki"}': 5,
        'trr_review_questions{kind="resolve-tmdb-ids"}': 1,
        'trr_webhooks{state="well"}': 1,
        'trr_webhooks{state="failing"}': 1,
        'trr_webhooks{state="disabled"}': 1,
    }
    assert samples["trr_requests_waiting{}"] == 1
    assert samples["trr_feed_committed_cursor{}"] == 41


async def test_without_its_database(
    database_url: str, server_url: str, app: FastAPI
) -> None:
    """A scrape goes on; what only the database knows is left out."""
    name = database_url.partition("?")[0].rpartition("/")[2]
    async with running(app) as client:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(f"alter database {name} allow_connections false")
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = %s",
                [name],
            )
            samples = await told(client)
            connection.execute(f"alter database {name} allow_connections true")
    assert samples["trr_database_up{}"] == 0
    assert samples["trr_processes{}"] == 1
    left_out = ("trr_run", "trr_upstream", "trr_rev", "trr_webhooks", "trr_requests_w")
    assert not [name for name in samples if name.startswith(left_out)]


@pytest.mark.parametrize(
    ("setting", "key", "status"),
    [
        ("off", ADMIN, 404),
        ("open", None, 200),
        ("admin", None, 401),
        ("admin", READER, 403),
        ("admin", ADMIN, 200),
    ],
)
async def test_who_may_read_them(
    settings: Settings, setting: str, key: str | None, status: int
) -> None:
    """TRR_METRICS says who may, whether or not the catalogue is closed."""
    changed = settings.model_copy(
        update={
            "access": "closed",
            "metrics": setting,
            "api_keys": (SecretStr(ADMIN),),
            "read_keys": (SecretStr(READER),),
        }
    )
    headers = {"X-API-Key": key} if key else {}
    async with running(create_app(changed)) as client:
        answer = await client.get("/metrics", headers=headers)
    assert answer.status_code == status
    assert ("www-authenticate" in answer.headers) == (status == 401)
