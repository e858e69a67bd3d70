-- name: load
-- What is said now; asked first, because a reader may not write.
select private from core.installation;

-- name: write
-- What is said from now on.
update core.installation set private = %(private)s;
