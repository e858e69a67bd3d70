"""Compares what was decoded with the JSON it came as."""

from typing import Any


def assert_kept(decoded: Any, said: Any, where: str) -> None:
    """Fail where a decoded value differs from what was said, None aside."""
    if decoded is None:
        return
    if isinstance(decoded, dict):
        for name, value in decoded.items():
            assert name in said or value is None, f"{where}.{name}"
            assert_kept(value, said.get(name), f"{where}.{name}")
    elif isinstance(decoded, list):
        assert len(decoded) == len(said), where
        for one, other in zip(decoded, said, strict=True):
            assert_kept(one, other, f"{where}[]")
    elif isinstance(decoded, float | int) and isinstance(said, str):
        assert decoded == float(said), where
    else:
        assert decoded == said, where
