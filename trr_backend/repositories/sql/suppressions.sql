-- name: hold
-- Whoever stores what an upstream said: nothing is taken down until this is committed.
-- Any number may hold it.
lock table ops.suppressions in share mode;

-- name: take_turn
-- Whoever takes something down: all who store have committed, further ones wait.
lock table ops.suppressions in row exclusive mode;

-- name: known
-- Which of these were taken down.
select fingerprint from ops.suppressions where fingerprint = any(%(fingerprints)s);

-- name: known_of_documents
-- What is to be cut out of documents: people and facts.
select kind, fingerprint from ops.suppressions where kind in ('person', 'fact');

-- name: keep
-- Why something was taken down, without it; no row where it was before.
insert into ops.suppressions (fingerprint, kind, reason)
values (%(fingerprint)s, %(kind)s, %(reason)s)
on conflict (fingerprint) do nothing
returning fingerprint;
