"""The `trr` command: one small file per command, the loop once in `_run`."""
