-- Shows and what belongs to them. Ids of upstreams live in core.external_ids alone.
-- Rows that an upstream no longer names are marked (missing_since), never deleted.
create table core.shows (
  id uuid primary key default gen_random_uuid(),
  -- Null until details have come: made once, kept while the show is that series.
  slug text unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null check (name <> ''),
  original_name text,
  original_language text,
  overview text,
  tagline text,
  homepage text,
  status text,
  type text,
  in_production boolean,
  adult boolean,
  first_air_date date,
  last_air_date date,
  next_air_date date,
  origin_countries text[] not null default '{}',
  languages text[] not null default '{}',
  episode_run_times integer[] not null default '{}',
  popularity double precision,
  vote_average double precision,
  vote_count integer,
  poster_path text,
  backdrop_path text,
  -- Accounts, not ids: a franchise's shows share one (docs/decisions/0015).
  facebook_handle text,
  instagram_handle text,
  twitter_handle text,
  -- {field: source}: who won the precedence for each field.
  provenance jsonb not null default '{}',
  published boolean not null default true,
  tracked boolean not null default true,
  -- Set when the upstream answered 404 for an id it had; cleared when it is back.
  missing_since timestamptz,
  missing_checked_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index shows_name_trgm on core.shows
  using gin (core.folded(name) extensions.gin_trgm_ops);
create index shows_by_name on core.shows (core.folded(name), id);
create index shows_original_name_trgm on core.shows
  using gin (core.folded(original_name) extensions.gin_trgm_ops);
-- Unknown counts as the lowest, so that a page can seek by one row comparison.
create index shows_by_premiere on core.shows
  (coalesce(first_air_date, '-infinity'), id);
create index shows_by_popularity on core.shows (coalesce(popularity, '-infinity'), id);

-- One row an upstream id. An id belongs to one entity for ever; an entity may have had
-- several ids of a source (a merged show), the one without superseded_at is current.
-- No foreign key: entity names the table that entity_id points into.
create table core.external_ids (
  entity text not null,
  entity_id uuid not null,
  source text not null,
  id text not null check (id <> ''),
  superseded_at timestamptz,
  -- A person's list names it: it stays the entity's whatever a source turns out to mean.
  listed boolean not null default false,
  primary key (source, entity, id)
);
create index external_ids_of on core.external_ids (entity_id, entity);
create unique index external_ids_current on core.external_ids
  (entity_id, entity, source) where superseded_at is null;

create table core.genres (
  id uuid primary key,
  name text not null,
  as_of timestamptz not null
);
create table core.keywords (
  id uuid primary key,
  name text not null,
  as_of timestamptz not null
);

create table core.show_genres (
  show_id uuid not null references core.shows on delete cascade,
  genre_id uuid not null references core.genres,
  position integer not null,
  missing_since timestamptz,
  primary key (show_id, genre_id)
);
create index show_genres_of on core.show_genres (genre_id);
create table core.show_keywords (
  show_id uuid not null references core.shows on delete cascade,
  keyword_id uuid not null references core.keywords,
  position integer not null,
  missing_since timestamptz,
  primary key (show_id, keyword_id)
);
create index show_keywords_of on core.show_keywords (keyword_id);
create table core.show_alternative_titles (
  show_id uuid not null references core.shows on delete cascade,
  -- "" where the source names no region or no type.
  region text not null,
  title text not null,
  type text not null,
  position integer not null,
  missing_since timestamptz,
  primary key (show_id, region, title, type)
);
create index alternative_titles_trgm on core.show_alternative_titles
  using gin (core.folded(title) extensions.gin_trgm_ops);
