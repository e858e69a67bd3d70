-- Three schemas: source (what upstreams said, private), core (what we say, readable),
-- ops (runs, events, limits: private). Extensions live in `extensions`, as Supabase
-- keeps them, and are always named with it: no statement relies on a search_path.
create schema if not exists extensions;
create extension if not exists pg_trgm with schema extensions;
create extension if not exists unaccent with schema extensions;

create schema source;
create schema core;
create schema ops;

revoke all on schema source, core, ops from public;
grant usage on schema core, extensions to anon, authenticated, service_role;
grant usage on schema source, ops to service_role;

-- Folds case and accents, so that "Operacion" finds "Operación". Immutable because the
-- dictionary is named; an index may be built on it.
create function core.folded(value text) returns text
  language sql immutable strict parallel safe
  return lower(extensions.unaccent('extensions.unaccent'::regdictionary, value));
revoke execute on function core.folded(text) from public;
grant execute on function core.folded(text) to anon, authenticated, service_role;
