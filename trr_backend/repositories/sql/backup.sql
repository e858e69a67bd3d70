-- A backup: one snapshot of what is ours, which pg_dump then reads as well.

-- name: patient
-- The snapshot lasts as long as pg_dump takes, and nothing is asked meanwhile.
set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0;

-- name: export
-- The snapshot of this transaction, for others to read the same.
select pg_export_snapshot(), current_setting('server_version_num')::integer, now();

-- name: schemas
-- Those of our schemas that are there.
select nspname from pg_namespace where nspname = any(%(schemas)s) order by nspname;

-- name: migrations
-- What was applied, in order.
select version || coalesce('_' || name, '')
from supabase_migrations.schema_migrations order by version;

-- name: tables
-- Their tables, in the order of their names.
select n.nspname, c.relname
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any(%(schemas)s) and c.relkind = 'r' and c.relpersistence = 'p'
order by n.nspname, c.relname;

-- name: count
-- The rows of one.
select count(*) from {table};

-- name: roles
-- Who is given rights to something in our schemas, or is named by a policy there. The
-- owner's own rights are not among them.
with ours as (
  select oid from pg_namespace where nspname = any(%(schemas)s)
),
parts as (
  select 'pg_namespace'::regclass as class, oid from ours
  union all
  select 'pg_class'::regclass, oid from pg_class where relnamespace in (select oid from ours)
  union all
  select 'pg_proc'::regclass, oid from pg_proc where pronamespace in (select oid from ours)
  union all
  select 'pg_type'::regclass, oid from pg_type where typnamespace in (select oid from ours)
  union all
  select 'pg_default_acl'::regclass, oid from pg_default_acl
  where defaclnamespace in (select oid from ours)
  union all
  select 'pg_policy'::regclass, p.oid from pg_policy p
  join pg_class c on c.oid = p.polrelid where c.relnamespace in (select oid from ours)
)
select distinct r.rolname
from pg_shdepend d
join parts p on p.class = d.classid and p.oid = d.objid
join pg_roles r on r.oid = d.refobjid
where d.refclassid = 'pg_authid'::regclass and d.deptype in ('a', 'r')
  and d.dbid = (select oid from pg_database where datname = current_database())
order by r.rolname;

-- name: objects
-- The next objects that readers see, by their hashes. A picture that wikis alone name
-- may be kept for longer than TMDb's; a smaller copy is named by nothing.
select a.key, a.sha256, a.bytes, a.content_type,
  exists (select from core.media_links l where l.sha256 = a.sha256)
    and not exists (
      select from core.media_links l where l.sha256 = a.sha256 and l.source = 'tmdb')
from core.media_assets a
where a.confirmed_at is not null and a.sha256 > %(after)s
order by a.sha256 limit %(limit)s;

-- name: still_seen
-- Those of these that readers see (now).
select sha256 from core.media_assets
where confirmed_at is not null and sha256 = any(%(sha256)s);
