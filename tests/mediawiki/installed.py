"""A MediaWiki of Debian's package, all of whose data are in a folder of its own."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

PROGRAM = Path("/usr/share/mediawiki")
PHP = shutil.which("php")
MOODS = (
    "w",
    "bare",
    "broken",
    "disabled",
    "lagging",
    "private",
    "serbian",
    "small",
    "unfree",
)
"""The paths by which the wiki is reached; settings.php says what each is like."""

real_wiki = [
    pytest.mark.wiki,
    pytest.mark.skipif(
        PHP is None or not PROGRAM.is_dir(),
        reason="needs the Debian packages mediawiki, php-cli and php-sqlite3",
    ),
]
"""What marks the tests that need one."""

IMPORTED = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
"""When the imported pages were written."""

_SETTINGS = Path(__file__).with_name("settings.php")
_INSTALL = (
    *("--dbtype", "sqlite", "--dbname", "wiki", "--scriptpath", "/w", "--lang", "en"),
    *("--server", "http://127.0.0.1", "--skins", "Vector"),
    *("--pass", "only-for-one-test", "Island Wiki", "Admin"),
)
_PAGE = """<page><title>{title}</title><revision>
<timestamp>{at:%Y-%m-%dT%H:%M:%SZ}</timestamp>
<contributor><username>Admin</username></contributor>
<text xml:space="preserve">{text}</text>
</revision></page>
"""


def php(*arguments: str) -> tuple[str, ...]:
    """Return the command line of PHP with a cache of what it has compiled."""
    assert PHP is not None
    return (PHP, "-d", "opcache.enable_cli=1", *arguments)


@dataclass(frozen=True)
class Installed:
    """A wiki that is not running: its folder, and what its own scripts do."""

    folder: Path

    @property
    def root(self) -> Path:
        """What is served: the program by all its paths, and the uploads."""
        return self.folder / "root"

    @property
    def database(self) -> Path:
        """The file of the wiki's tables."""
        return self.folder / "db" / "wiki.sqlite"

    @property
    def environment(self) -> dict[str, str]:
        """The variables of whatever is run on this wiki."""
        settings = str(self.folder / "LocalSettings.php")
        return {**os.environ, "MW_CONFIG_FILE": settings}

    def install(self) -> None:
        """Make the wiki, with its main page alone."""
        (self.root / "images").mkdir(parents=True)
        for mood in MOODS:
            (self.root / mood).symlink_to(PROGRAM)
        database = self.database.parent
        database.mkdir()
        # Not yet the wiki's own settings: those are what the script writes.
        places = ("--dbpath", str(database), "--confpath", str(self.folder))
        self._run("install", *places, *_INSTALL, environment=os.environ)
        settings = self.folder / "LocalSettings.php"
        with settings.open("a", encoding="utf-8") as file:
            file.write(f"\nrequire '{_SETTINGS}';\n")

    def copied(self, folder: Path) -> "Installed":
        """Return a copy of the wiki in a new folder."""
        shutil.copytree(self.folder, folder, symlinks=True)
        settings = folder / "LocalSettings.php"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace(str(self.folder), str(folder)), "utf-8")
        return Installed(folder)

    def import_pages(self, pages: Mapping[str, str]) -> None:
        """Let there be pages, in this order, as if written at IMPORTED."""
        written = (
            _PAGE.format(title=escape(title), at=IMPORTED, text=escape(text.rstrip()))
            for title, text in pages.items()
        )
        dump = self.folder / "pages.xml"
        dump.write_text(f"<mediawiki>{''.join(written)}</mediawiki>", encoding="utf-8")
        self._run("importDump", str(dump))

    def import_files(self, files: Mapping[str, tuple[bytes, str]]) -> None:
        """Let there be files by name: their bytes, and the text of their page."""
        folder = self.folder / "uploads"
        folder.mkdir()
        for name, (content, text) in files.items():
            (folder / name).write_bytes(content)
            (folder / name).with_suffix(".txt").write_text(text, encoding="utf-8")
        endings = sorted({name.rpartition(".")[2] for name in files})
        options = ("--extensions", ",".join(endings), "--comment-ext", "txt")
        self._run("importImages", *options, str(folder))

    def _run(
        self,
        script: str,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        done = subprocess.run(
            php(str(PROGRAM / "maintenance" / f"{script}.php"), *arguments),
            cwd=self.folder,
            env=environment or self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )
        assert done.returncode == 0, done.stdout + done.stderr
