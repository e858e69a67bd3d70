"""Find, keep and picture what upstreams know about television shows.

`repositories` talk to Postgres, `integrations` to the upstreams, `ingestion` turns
answers into records, `media` keeps pictures. docs/architecture.md has the map.
"""
