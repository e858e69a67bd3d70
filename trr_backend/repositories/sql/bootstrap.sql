-- What a Supabase database has before the first migration and another PostgreSQL lacks:
-- three roles without login and a schema for extensions. Harmless where they exist.
-- Roles belong to the whole server, so another database's bootstrap may be quicker.
select pg_advisory_xact_lock(7381900);
create schema if not exists extensions;
do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values ('anon', ''), ('authenticated', ''),
      ('service_role', 'bypassrls')) as roles (name, option)
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
      begin
        execute format('create role %I nologin noinherit %s', wanted.name, wanted.option);
      exception when duplicate_object or unique_violation then
        null;
      end;
    end if;
  end loop;
end $$;
