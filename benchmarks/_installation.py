"""An installation of its own for a measurement: nothing is left behind."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trr_backend.config import Settings
from trr_backend.repositories.embedded import stop_server


@contextmanager
def new_installation(**settings: object) -> Iterator[Settings]:
    """Yield settings with an embedded database in a folder that goes at the end."""
    with tempfile.TemporaryDirectory(prefix="trr-bench-") as folder:
        home = Path(folder)
        # Root's server runs as another user, who has to get in.
        home.chmod(0o711)
        bare = Settings(_env_file=None, home=home, database_url=None)
        try:
            yield bare.model_copy(update=settings)
        finally:
            stop_server(home)
