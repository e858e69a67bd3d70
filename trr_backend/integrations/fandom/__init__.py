"""Wikis of Fandom and any other MediaWiki, through api.php only."""
