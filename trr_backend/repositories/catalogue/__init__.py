"""What the API reads: Postgres builds the JSON, the bytes are passed on unparsed.

Each function reads with one statement, so it needs no transaction around it (a search
by name sets how alike words must be, and has one). Lists are read by keyset: a page
says after which (key, id) the next one begins. One file a subject, its SQL in
`sql/catalogue_<subject>.sql`; what several share is in `sql/catalogue.sql`.
"""
