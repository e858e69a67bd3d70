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
