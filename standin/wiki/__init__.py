"""Wikis as Fandom and other MediaWikis answer for them; standin/README.md tells all."""
