-- A restore: what is looked at before, and what stands around pg_restore's script in the
-- one transaction in which psql runs both. Names in braces are put in as literals.

-- name: connections
-- How many others are connected to this database.
select count(*)::integer from pg_stat_activity
where datname = current_database() and backend_type = 'client backend'
  and pid <> pg_backend_pid();

-- name: knows
-- Whether there is a table of this name.
select to_regclass(%(table)s) is not null;

-- name: missing_roles
-- Those of these that the server does not know; three are made where they are missing.
select name from unnest(%(roles)s::text[]) as wanted (name)
where name <> all (array['anon', 'authenticated', 'service_role'])
  and not exists (select from pg_roles where rolname = name) order by name;

-- name: filled
-- Whether a table has a row.
select exists (select from {table});

-- name: suppressions
-- How often something was taken down after a moment.
select count(*)::integer from ops.suppressions where suppressed_at > %(at)s;

-- name: head
-- The last cursor that the feed may have handed out.
select greatest((select pruned_through from ops.feed),
  (select last_value from ops.events_seq));

-- name: extensions
-- What our schemas are made with, as in the first migration.
create extension if not exists pg_trgm with schema extensions;
create extension if not exists unaccent with schema extensions;

-- name: analyse
-- Look at what the tables hold.
analyze;

-- name: before
-- What is there of ours goes; whoever uses it is waited for, but not for long. Where
-- something of somebody else would go with it, nothing does.
set client_min_messages = warning;
set client_encoding = 'UTF8';
begin;
set local statement_timeout = 0;
set local idle_in_transaction_session_timeout = 0;
set local lock_timeout = {patience};
create temporary table trr_others on commit drop as
  select c.oid, c.oid::regclass::text as name from pg_class c
  where c.relnamespace not in (select oid from pg_namespace where nspname = any({schemas}))
    and c.relkind in ('r', 'p', 'v', 'm', 'f')
    and c.relpersistence <> 't'
    and c.relnamespace <> 'pg_toast'::regnamespace
  union all
  select p.oid, p.oid::regprocedure::text from pg_proc p
  where p.pronamespace not in (select oid from pg_namespace where nspname = any({schemas}));
{drop}
do $$
declare
  gone text;
begin
  select string_agg(name, ', ' order by name) into gone from trr_others o
  where not exists (select from pg_class where oid = o.oid)
    and not exists (select from pg_proc where oid = o.oid);
  if gone is not null then
    raise exception 'what is not ours is made of what would be replaced: %', gone
      using hint = 'drop it first and make it again afterwards';
  end if;
end $$;

-- name: after
-- Each table has the rows it had; a feed with a name of its own goes on where nobody's
-- cursor is, so that whoever followed the former one reads anew, and no event that is
-- told again is taken for a known one. Workers that know the former database are fenced
-- off: they begin anew. Then all of it becomes visible at once. The schema is the
-- backup's: only what each backup of form 1 has may be named here.
do $$
declare
  wanted record;
  found bigint;
begin
  for wanted in select * from json_to_recordset({tables}::json)
    as t (schema text, name text, rows bigint)
  loop
    execute format('select count(*) from %I.%I', wanted.schema, wanted.name) into found;
    if found <> wanted.rows then
      raise exception '%.% has % rows and not %', wanted.schema, wanted.name, found,
        wanted.rows;
    end if;
  end loop;
end $$;
set local search_path = '';
do $$
declare
  -- Microseconds: no feed counts faster than time goes by.
  first constant bigint := greatest({head},
    (extract(epoch from clock_timestamp()) * 1e6)::bigint);
  jump constant bigint := first - (select pruned_through from ops.feed);
begin
  -- In two steps, as no two may be equal in between.
  update ops.events set seq = -(seq + jump) where seq is not null;
  update ops.events set seq = -seq where seq < 0;
  update ops.webhooks set cursor = cursor + jump, pending_until = pending_until + jump;
  update ops.feed set pruned_through = first, id = gen_random_uuid();
  update ops.workers set epoch = epoch + extract(epoch from clock_timestamp())::bigint;
  perform setval('ops.events_seq', last_value + jump) from ops.events_seq;
  perform pg_notify('trr_events', ''), pg_notify('trr_requests', '');
end $$;
commit;
