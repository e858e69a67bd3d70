"""The only room that talks to Postgres: records in, rows and answers out."""
