"""Upstream answers become documents (`fetch_*`) and records (`from_*`, pure)."""
