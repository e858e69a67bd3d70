"""Frozen records that travel between the rooms; no input or output here."""
