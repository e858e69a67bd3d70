#!/usr/bin/env python
"""Prints the part of requirements.txt that runs the program, without the tools.

`requirements.txt` pins everything, for development as well, and says of each package
through which others it came. What the program itself needs is found by that; further
names may be given. `pip install --require-hashes` takes what is printed.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = "trr-backend (pyproject.toml)"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_VIA = re.compile(r"^    # +(?:via )?(\S.*)$", re.MULTILINE)


def blocks(text: str) -> list[tuple[str, str]]:
    """Return each package's name and lines; one may have several, for other Pythons."""
    parts = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
    return [(found[0], part) for part in parts if (found := _NAME.match(part))]


def runtime(text: str, *further: str) -> str:
    """Return the lines of what the program needs, and of `further` names."""
    found = [(name, part, set(_VIA.findall(part))) for name, part in blocks(text)]
    kept = {name for name, _, parents in found if PROJECT in parents} | set(further)
    while more := {name for name, _, parents in found if parents & kept} - kept:
        kept |= more
    return "".join(part for name, part, _ in found if name in kept)


if __name__ == "__main__":
    pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    sys.stdout.write(runtime(pinned, *sys.argv[1:]))
