"""Every recorded credit, person and list of changes, decoded and compared."""

import msgspec
import pytest

from tests.kept import assert_kept
from tests.real_parts import PartKind, recorded_parts
from trr_backend.integrations.tmdb.changes import ChangesAnswer
from trr_backend.integrations.tmdb.credits import (
    AggregateCredits,
    EpisodeCredits,
    SeasonCredits,
)
from trr_backend.integrations.tmdb.decoding import decoder
from trr_backend.integrations.tmdb.people import CombinedCredits, PersonDetails

pytestmark = pytest.mark.real


@pytest.mark.parametrize(
    ("kind", "shape", "least"),
    [
        ("aggregate", AggregateCredits, 14),
        ("credits", SeasonCredits, 44),
        ("episode", EpisodeCredits, 136),
        ("works", CombinedCredits, 42),
        ("person", PersonDetails, 21),
        ("changes", ChangesAnswer, 14),
    ],
)
def test_every_recorded_part_is_understood(
    kind: PartKind, shape: type[msgspec.Struct], least: int
) -> None:
    """No recorded part is a change of shape, each value and each entry is kept."""
    parts = recorded_parts(kind)
    assert len(parts) >= least
    decode = decoder(shape)
    for part in parts:
        decoded = decode(part.body, part.where)
        assert_kept(msgspec.to_builtins(decoded), part.value, part.where)
        for name in shape.__struct_fields__:
            is_said = part.value.get(name) is not None
            assert (getattr(decoded, name) is not None) == is_said, part.where
