"""Being an ordinary user for a while: root, as whom tests may run, may write all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NOBODY = 65534


@contextmanager
def ordinary_user(folder: Path) -> Iterator[None]:
    """Be nobody, who may get into `folder`; who is no root stays who they are."""
    if os.geteuid():
        yield
        return
    for parent in [folder, *folder.parents]:
        # Nobody stays in root's group.
        if parent.stat().st_mode & 0o011 != 0o011:
            parent.chmod(parent.stat().st_mode | 0o011)
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
