"""Worker processes that are killed, frozen and started anew."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGCONT, SIGSTOP

from tests.faults.history import InHand, in_hand
from tests.faults.scene import PATIENCE_SECONDS, Scene
from tests.forked import Forked
from tests.processes import started

NAMES = ("w1", "w2", "w3")
NEW = "scripts.worker"
OLDER = "tests.faults.older_worker"


@dataclass
class Fleet:
    """The workers of a scene by their names; none is left when it is closed."""

    scene: Scene
    module: str = NEW
    workers: dict[str, Forked] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    def start(self, *names: str) -> None:
        """Start workers, as many processes; one that was killed is another one."""
        for name in names:
            self.workers[name] = self._stack.enter_context(
                started(
                    self.scene.settings,
                    self.scene.folder,
                    *(self.module, "--name", name),
                )
            )

    def kill(self, *names: str) -> list[InHand]:
        """Send SIGKILL to the processes alone, all at once; return what they left."""
        for name in names:
            self.workers[name].kill()
        for name in names:
            self.workers[name].wait(PATIENCE_SECONDS)
        return self.in_hand(*names)

    def in_hand(self, *names: str) -> list[InHand]:
        """Return the tasks that these have begun and not ended."""
        with self.scene.connect() as connection:
            return in_hand(connection, *names)

    def all_live(self) -> bool:
        """Say whether nobody has ended by itself; what they said is printed if not."""
        if all(one.poll() is None for one in self.workers.values()):
            return True
        print(self.said())  # noqa: T201 -- pytest shows it where a test fails
        return False

    def replace(self, name: str, other: str) -> None:
        """Let one that was killed never come back, and start another one."""
        del self.workers[name]
        self.start(other)

    def freeze(self, name: str) -> None:
        """Let a process stand still."""
        os.kill(self.workers[name].pid, SIGSTOP)

    def wake(self, name: str) -> None:
        """Let it go on."""
        os.kill(self.workers[name].pid, SIGCONT)

    def said(self) -> str:
        """Return the last words of each, for who looks for the cause of a failure."""
        return "\n".join(
            f"--- {name}: {one.poll()}\n{_last_words(one.folder / 'err')}"
            for name, one in self.workers.items()
        )

    def close(self) -> None:
        """Kill all."""
        self._stack.close()


def _last_words(path: Path) -> str:
    """Return what a worker said last, without what was under way where it failed."""
    lines = path.read_text().splitlines()
    return "\n".join(line[:300] for line in lines if line[:1].strip())[-4000:]


@contextmanager
def working(scene: Scene, *, module: str = NEW) -> Iterator[Fleet]:
    """Yield three workers; `module` is their program."""
    fleet = Fleet(scene, module)
    try:
        fleet.start(*NAMES)
        yield fleet
    except BaseException as error:
        error.add_note(fleet.said())
        raise
    finally:
        fleet.close()
