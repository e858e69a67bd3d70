"""Pages of wikis: fetched, read, and made into facts of people, shows and seasons."""
