"""`trr worker` with TMDb's limit lifted, for benchmarks/scale.py."""

from unittest.mock import patch

from benchmarks._scale_run import lifted
from scripts.worker import command

if __name__ == "__main__":
    with patch("scripts.worker.load_settings", lifted):
        command()
