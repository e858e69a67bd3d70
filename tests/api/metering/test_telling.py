"""What one process writes down while others read it."""

import asyncio
from pathlib import Path

import pytest

from api.metering.sharing import Place
from api.metering.telling import Telling
from api.metering.told_by_database import ToldByDatabase
from api.metrics import Metrics
from trr_backend.repositories.db import Database


async def test_what_others_read_is_whole_and_never_less(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Though several scrape at once, while the figures are written as well."""
    metrics, other = Metrics(), Place(tmp_path)
    place = Place(tmp_path)
    made = Telling(metrics, ToldByDatabase(database), place)
    await made.text("")
    writes, read = set(), []
    for number in range(300):
        metrics.refuse("rate")
        writes.add(asyncio.create_task(made.text("") if number % 2 else made.write()))
        await asyncio.sleep(0)
        ((figures,), _) = other.others()
        read.append({name: value for name, _, value in figures.counters})
    await asyncio.gather(*writes)
    made.close()
    counts = [one.get("trr_requests_refused", 0) for one in read]
    assert counts == sorted(counts)
    ((figures,), _) = other.others()
    assert ("trr_requests_refused", (("reason", "rate"),), 300.0) in figures.counters
    assert caplog.records == []
    place.leave()
    other.leave()
