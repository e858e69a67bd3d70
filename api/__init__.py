"""REST over what is stored; never fetches, never writes."""
