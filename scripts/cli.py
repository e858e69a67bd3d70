"""The `trr` command: finds the commands by their files.

`scripts/sync_watch_providers.py` is `trr sync watch-providers`, `scripts/demo.py` is
`trr demo`. A command's module is imported when it is used, so `trr` starts fast.
"""

import importlib
import pkgutil

import click

import scripts

# A group is the first word of a file's name.
_GROUPS = {
    "backfill": "Fill in what upstreams know and we lack.",
    "db": "The database: migrate, look, stop.",
    "enrich": "Add what wikis know.",
    "import": "Bring lists and datasets in.",
    "media": "Pictures: check, tidy, choose.",
    "override": "A person's word about a field: it wins over every source.",
    "resolve": "Find out which upstream entity is meant.",
    "runs": "What was done and is being done: look, cancel, ask for it again.",
    "schedule": "What workers do by themselves, and when.",
    "shows": "Decide about shows: followed or not, one or two.",
    "sync": "Keep parts of the catalogue up to date.",
    "webhooks": "Who is told of changes over HTTP.",
}
_NO_COMMANDS = {"cli"}


def _modules() -> dict[str, str]:
    """Return the module of each command by its words: "sync all" -> "sync_all"."""
    names = [
        module.name
        for module in pkgutil.iter_modules(scripts.__path__)
        if not module.name.startswith("_") and module.name not in _NO_COMMANDS
    ]
    return {_words(name): name for name in names}


def _words(module: str) -> str:
    group, underscore, rest = module.partition("_")
    if underscore and group in _GROUPS:
        return f"{group} {rest.replace('_', '-')}"
    return module.replace("_", "-")


class _Commands(click.Group):
    """A group whose commands are files."""

    def __init__(self, prefix: str = "", **attributes: object) -> None:
        super().__init__(**attributes)  # type: ignore[arg-type] # click's own options
        self._prefix = prefix

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the words that may follow."""
        del ctx
        rest = (
            words.removeprefix(self._prefix)
            for words in _modules()
            if words.startswith(self._prefix)
        )
        return sorted({words.split()[0] for words in rest})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, importing its module, or the group."""
        del ctx
        words = f"{self._prefix}{cmd_name}"
        module = _modules().get(words)
        if module:
            command: click.Command = importlib.import_module(
                f"scripts.{module}"
            ).command
            return command
        if not self._prefix and cmd_name in _GROUPS:
            return _Commands(
                prefix=f"{cmd_name} ", name=cmd_name, help=_GROUPS[cmd_name]
            )
        return None


main = _Commands(
    name="trr",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
    help=(
        "TRR Backend: shows from your lists, found on TMDb, kept in your Postgres.\n\n"
        "\b\nExample:\n  trr demo"
    ),
)
click.version_option(package_name="trr-backend", prog_name="trr")(main)

if __name__ == "__main__":
    main()
