"""Tests that take long and are run aside: CI runs them, `make test` goes without.

Runs that are killed again and again, workers that all kinds of faults befall,
everything that was recorded, many readers or runs at once, benchmarks in small, and
tools that ask the whole API.
"""

import pytest

from tests.project_files import ROOT

_FOLDERS = ("tests/benchmarks/",)
_FAULTS = "tests/faults/"
# Of the faults those that are over soon; `make faults` runs all and prints a table.
_SOON_OVER = frozenset(
    {
        "tests/faults/test_table.py",
        "tests/faults/test_undisturbed.py",
    }
)
_FILES = frozenset(
    {
        "tests/api/cache/test_staleness.py",
        "tests/api/realtime/test_stalled.py",
        "tests/api/test_typescript.py",
        "tests/scripts/test_at_once.py",
        "tests/scripts/test_backup.py",
        "tests/scripts/test_backup_damaged.py",
        "tests/scripts/test_backup_kills.py",
        "tests/scripts/test_backup_moment.py",
        "tests/scripts/test_backup_places.py",
        "tests/scripts/test_detached.py",
        "tests/scripts/test_doctor_database.py",
        "tests/scripts/test_doctor_keys.py",
        "tests/scripts/test_doctor_machine.py",
        "tests/scripts/test_doctor_store.py",
        "tests/scripts/test_import_imdb_killed.py",
        "tests/scripts/test_kills.py",
        "tests/scripts/test_kills_pictures.py",
        "tests/scripts/test_kills_whole_shows.py",
        "tests/scripts/test_kills_wikis.py",
        "tests/scripts/test_real_data.py",
        "tests/scripts/test_real_imdb.py",
        "tests/scripts/test_real_people.py",
        "tests/scripts/test_real_whole_shows.py",
        "tests/scripts/test_schedules_done.py",
        "tests/scripts/test_serve.py",
        "tests/trr_backend/test_engine.py",
    }
)
_TESTS = frozenset(
    {
        "test_schemathesis",
        "test_a_show_costs_few_round_trips_however_many_there_are",
        "test_two_hundred_people_cost_few_requests",
        "test_a_backup_of_18_is_restored_into_15_and_back",
        "test_a_database_that_stays_away_stops_the_run_in_one_line",
        "test_an_embedded_server_is_made_for_a_restore",
        "test_shows_that_share_all_they_have_do_not_get_in_each_others_way",
        "test_two_schedulers_never_double",
    }
)


def mark_aside(items: list[pytest.Item]) -> None:
    """Mark those of these folders and files, and of these names."""
    for item in items:
        path = item.path.relative_to(ROOT).as_posix()
        if path.startswith(_FAULTS) and path not in _SOON_OVER:
            item.add_marker(pytest.mark.faults)
        elif (
            path in _FILES | _SOON_OVER
            or path.startswith(_FOLDERS)
            or item.name in _TESTS
        ):
            item.add_marker(pytest.mark.aside)
