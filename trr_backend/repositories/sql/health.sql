-- What `trr doctor` asks of a server. Every answer can be had by any role.

-- name: server
-- What it is, who we are, which of its processes answers, and which database this is:
-- the moment the server started and the number of the database are no other one's.
select current_setting('server_version_num')::integer, current_user::text,
  pg_backend_pid(), pg_postmaster_start_time(), d.oid::bigint,
  pg_is_in_recovery() or current_setting('transaction_read_only')::boolean,
  pg_database_size(d.oid)
from pg_database d where d.datname = current_database();

-- name: connections
-- How many there are, how many there may be, and how many of those are kept back for
-- administrators; then those of this role and this database, and how many each may have
-- (-1: any number).
select (select coalesce(sum(numbackends), 0) from pg_stat_database)::integer,
  current_setting('max_connections')::integer,
  current_setting('superuser_reserved_connections')::integer
    + coalesce(current_setting('reserved_connections', true), '0')::integer,
  (select count(*) from pg_stat_activity where usename = current_user)::integer,
  r.rolconnlimit,
  (select numbackends from pg_stat_database s where s.datid = d.oid),
  d.datconnlimit
from pg_database d, pg_roles r
where d.datname = current_database() and r.rolname = current_user;

-- name: others
-- How many others are connected to any database of this server.
select count(*) from pg_stat_activity
where pid <> pg_backend_pid() and backend_type = 'client backend';

-- name: clock
-- The moment.
select clock_timestamp();

-- name: extensions
-- Of the extensions we need: which version the server could install, which schema the
-- extension is in.
select wanted.name, a.default_version, n.nspname
from unnest(array['pg_trgm', 'unaccent']) as wanted (name)
left join pg_available_extensions a on a.name = wanted.name
left join pg_extension e on e.extname = wanted.name
left join pg_namespace n on n.oid = e.extnamespace
order by wanted.name;

-- name: tables
-- Of each table of ours: may we read and write it, and would policies hide its rows?
select format('%I.%I', n.nspname, c.relname),
  has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
    and has_table_privilege(c.oid, 'insert') and has_table_privilege(c.oid, 'update')
    and has_table_privilege(c.oid, 'delete'),
  row_security_active(c.oid)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('core', 'jobs', 'ops', 'source') and c.relkind in ('r', 'p')
order by n.nspname, c.relname;

-- name: database_rights
-- May we make temporary tables (every import does), and schemas (migrations do)?
select has_database_privilege(current_database(), 'temporary'),
  has_database_privilege(current_database(), 'create');

-- name: has_workers
-- Whether there are the tables that the next two ask.
select to_regclass('ops.tasks') is not null;

-- name: workers
-- Who takes tasks and has not said that it ended: name, machine, version, queues, and
-- for how many seconds it has not been heard of.
select name, host, version, queues, extract(epoch from now() - seen_at)::float
from ops.workers where ended_at is null order by name;

-- name: waiting
-- How many tasks are due and not begun, and the seconds since the first of them was due.
select count(*), coalesce(extract(epoch from now() - min(due_at)), 0)::float
from ops.tasks where state = 'queued' and due_at <= now();

-- name: has_engine
-- Whether the job engine has made its tables.
select to_regclass('jobs.dbos_migrations') is not null;

-- name: engine
-- The version of its tables, which it raises by itself.
select max(version) from jobs.dbos_migrations;
