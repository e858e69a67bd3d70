-- Lists people keep: private (no grant), they only say which shows are wanted.
create table core.lists (
  id uuid primary key default gen_random_uuid(),
  source text not null,
  -- What it is at its source: the number of a TMDb list, the whole path of a file.
  key text not null,
  name text not null,
  url text,
  created_at timestamptz not null default now(),
  unique (source, key)
);
create table core.list_items (
  list_id uuid not null references core.lists on delete cascade,
  show_id uuid not null references core.shows on delete cascade,
  position integer not null,
  -- What the list said of the show, in its own words; resolving checks against it.
  title text,
  original_title text,
  year integer,
  premiere date,
  note text,
  missing_since timestamptz,
  primary key (list_id, show_id)
);
create index list_items_of on core.list_items (show_id);
