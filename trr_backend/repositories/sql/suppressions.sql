-- name: known
-- Which of these were taken down.
select fingerprint from ops.suppressions where fingerprint = any(%(fingerprints)s);
