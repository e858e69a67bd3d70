"""The files of this project, without what tools and runs leave beside them."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_BEHIND = {
    ".env",
    ".git",
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".temp",
    ".trr-demo",
    ".venv",
    ".venv-bench",
    "__pycache__",
    "build",
    "dist",
    "node_modules",
}


def project_files(*suffixes: str) -> list[Path]:
    """Return the files with one of these suffixes, or all, in a stable order."""
    return [
        path for path in _walk(ROOT) if not suffixes or path.suffix in set(suffixes)
    ]


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in LEFT_BEHIND or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            yield from _walk(path)
        elif path.is_file():
            yield path


def relative(path: Path) -> str:
    """Return the path as one would name it in the repository."""
    return path.relative_to(ROOT).as_posix()
