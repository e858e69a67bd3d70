-- What tells a nightly run what to ask for.
-- flagged_at: an upstream's list of changes named it; due while later than checked_at.
alter table source.documents add column flagged_at timestamptz;
-- part_of: the key of the show's own document that this one completes.
alter table source.documents add column part_of text;
create index documents_checked_at on source.documents (source, kind, checked_at);
create index documents_part_of on source.documents (source, part_of)
  where part_of is not null;

-- How far each list of changes has been read, and how many pages a day it had.
create table ops.change_cursors (
  source text not null,
  -- tv or person
  kind text not null,
  read_until date not null,
  pages_a_day double precision,
  asked_at timestamptz not null,
  primary key (source, kind)
);
alter table ops.change_cursors enable row level security;
grant all on ops.change_cursors to service_role;

-- What the installation says of itself, for policies: one row.
create table core.installation (
  one boolean primary key default true check (one),
  -- Nobody but its owner reads it: values for personal use may be shown.
  private boolean not null default false
);
insert into core.installation default values;

-- A text that may be known again but not be kept.
create function core.digest(value text) returns text
  language sql immutable strict parallel safe
  return encode(sha256(convert_to(value, 'UTF8')), 'hex');
revoke execute on function core.digest(text) from public;
grant execute on function core.digest(text) to service_role;
-- Of the slug that went with a show's details when their time was over: made of the
-- source's words, but an address that is out. It is the show's again when they come back.
alter table core.shows add column slug_digest text unique
  check (slug_digest ~ '^[0-9a-f]{64}$');
