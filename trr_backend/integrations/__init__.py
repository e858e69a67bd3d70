"""One client per upstream; the only room that opens HTTP."""
