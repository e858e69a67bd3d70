"""`make bench`: runs the measurements of this folder, all or those that are named.

Each is a module of its own that prints what it measured; it runs in a process of its
own, so that none warms up another.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(names: list[str]) -> int:
    """Run the measurements; return 1 where one failed, 2 where a name is unknown."""
    there = sorted(
        path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_")
    )
    unknown = set(names) - set(there)
    if unknown:
        print(f"no such measurement: {', '.join(sorted(unknown))}", file=sys.stderr)
        print(f"there are: {', '.join(there)}", file=sys.stderr)
        return 2
    failed = 0
    for name in names or there:
        print(f"== {name}", flush=True)
        run = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False)
        failed |= run.returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
