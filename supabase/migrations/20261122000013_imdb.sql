-- What IMDb says of tracked series, their episodes and people: rows of their own, by
-- IMDb's own ids, so that they can be kept from whoever may not see them. They reach
-- our shows, episodes and people through core.external_ids. `source` is imdb-datasets
-- (non-commercial, personal use) or imdb-api (the user's own licence).
create table core.imdb_titles (
  id text primary key,
  source text not null,
  type text,
  name text,
  original_name text,
  adult boolean,
  start_year integer,
  end_year integer,
  runtime_minutes integer,
  genres text[] not null default '{}',
  missing_since timestamptz
);
create table core.imdb_episodes (
  id text primary key,
  source text not null,
  series_id text not null,
  season_number integer,
  episode_number integer,
  missing_since timestamptz
);
create index imdb_episodes_of on core.imdb_episodes (series_id);
create table core.imdb_akas (
  title_id text not null,
  ordering integer not null,
  source text not null,
  title text not null,
  region text,
  language text,
  types text[] not null default '{}',
  attributes text[] not null default '{}',
  is_original boolean,
  missing_since timestamptz,
  primary key (title_id, ordering)
);
create table core.imdb_principals (
  title_id text not null,
  ordering integer not null,
  source text not null,
  name_id text not null,
  category text,
  job text,
  characters text[] not null default '{}',
  missing_since timestamptz,
  primary key (title_id, ordering)
);
create index imdb_principals_of on core.imdb_principals (name_id);
create table core.imdb_crew (
  title_id text not null,
  -- director or writer
  role text not null,
  name_id text not null,
  source text not null,
  position integer not null,
  missing_since timestamptz,
  primary key (title_id, role, name_id)
);
create index imdb_crew_of on core.imdb_crew (name_id);
create table core.imdb_ratings (
  title_id text primary key,
  source text not null,
  average_rating double precision not null,
  vote_count integer not null,
  missing_since timestamptz
);
create table core.imdb_names (
  id text primary key,
  source text not null,
  name text,
  birth_year integer,
  death_year integer,
  professions text[] not null default '{}',
  missing_since timestamptz
);

-- What was imported: a title or name whose digest is the same is not looked at again.
-- What the API said is not replaced by the datasets.
create table source.imdb_digests (
  id text primary key,
  source text not null,
  digest text not null
);
create table source.imdb_files (
  name text primary key,
  url text not null,
  etag text,
  bytes bigint not null,
  -- Of the ids that were wanted: other shows are tracked, another slice.
  wanted_digest text not null,
  imported_at timestamptz not null
);
alter table source.imdb_digests enable row level security;
alter table source.imdb_files enable row level security;
grant all on source.imdb_digests, source.imdb_files to service_role;
