"""Fixtures for the embedded server's tests."""

from tests.open_folder import home, open_folder

__all__ = ["home", "open_folder"]
