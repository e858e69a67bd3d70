"""What the processes that decode pictures took."""

from pathlib import Path

from trr_backend.media import worker


def most_megabytes() -> int:
    """Return the most memory that the decoder which answered last has had resident."""
    status = Path(f"/proc/{worker._idle[-1]._process.pid}/status").read_text("ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024
