-- The history table is the Supabase CLI's own, so that either tool sees what the other
-- one applied: one row a file, with the statements that were run.

-- name: lock
-- Lets one runner at a time look and apply; ends with the transaction.
select pg_advisory_xact_lock(7381901);

-- name: create_history
-- Makes the history table as the Supabase CLI does, where it is not there.
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (
  version text not null primary key
);
alter table supabase_migrations.schema_migrations
  add column if not exists statements text[];
alter table supabase_migrations.schema_migrations
  add column if not exists name text;

-- name: has_history
-- Whether the history table is there; false in a database nobody has migrated.
select to_regclass('supabase_migrations.schema_migrations') is not null;

-- name: load_history
-- What was applied, oldest first.
select version, name, statements
  from supabase_migrations.schema_migrations order by version;

-- name: load_versions
-- The versions that were applied: enough to know what is missing.
select version from supabase_migrations.schema_migrations;

-- name: insert
-- Records one applied file.
insert into supabase_migrations.schema_migrations (version, name, statements)
  values (%(version)s, %(name)s, array[%(sql)s]);
