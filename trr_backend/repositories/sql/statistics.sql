-- name: stale
-- The tables that have changed so much since the server last looked at them that it
-- may plan for the former ones. Who does not own a table cannot have it looked at.
select s.schemaname, s.relname
from pg_stat_user_tables s
join pg_class c on c.oid = s.relid
where s.schemaname in ('core', 'ops', 'source')
  and s.n_mod_since_analyze > %(least)s + 0.2 * greatest(c.reltuples, 0)
  and pg_has_role(c.relowner, 'usage')
order by 1, 2;

-- name: analyse
-- The server looks at some rows of each; a table that is being looked at is left alone.
analyze (skip_locked) {tables};
