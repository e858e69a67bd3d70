-- People and who was what in which show, season or episode.
create table core.people (
  id uuid primary key,
  name text not null check (name <> ''),
  -- female, male, non_binary; null where the source does not say.
  gender text,
  birthday date,
  deathday date,
  place_of_birth text,
  biography text,
  homepage text,
  known_for_department text,
  popularity double precision,
  adult boolean,
  profile_path text,
  facebook_handle text,
  instagram_handle text,
  twitter_handle text,
  tiktok_handle text,
  youtube_handle text,
  provenance jsonb not null default '{}',
  -- Null while all we know of them is what credits say.
  details_at timestamptz,
  missing_since timestamptz,
  missing_checked_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index people_name_trgm on core.people
  using gin (core.folded(name) extensions.gin_trgm_ops);
create index people_by_name on core.people (core.folded(name), id);

create table core.person_aliases (
  person_id uuid not null references core.people on delete cascade,
  name text not null,
  position integer not null,
  missing_since timestamptz,
  primary key (person_id, name)
);
create index person_aliases_trgm on core.person_aliases
  using gin (core.folded(name) extensions.gin_trgm_ops);

-- What a person did anywhere, as the source lists it: mostly not in our shows.
create table core.person_works (
  person_id uuid not null references core.people on delete cascade,
  source text not null,
  -- The source's id of the credit.
  source_key text not null,
  -- tv or movie, and the work's id at the source.
  media_type text not null,
  work_key text not null,
  title text,
  role text,
  department text,
  is_crew boolean not null,
  released_on date,
  episode_count integer,
  missing_since timestamptz,
  primary key (person_id, source, source_key)
);

-- One row a credit. scope_id is what it is a credit of: the episode, else the season,
-- else the show (an aggregate credit with the number of episodes).
create table core.credits (
  id uuid not null default gen_random_uuid() unique,
  scope_id uuid not null,
  source text not null,
  -- The source's id of the credit, or a digest of person and role where it has none.
  source_key text not null,
  show_id uuid not null references core.shows on delete cascade,
  season_id uuid references core.seasons on delete cascade,
  episode_id uuid references core.episodes on delete cascade,
  person_id uuid not null references core.people on delete cascade,
  category text not null check (category in
    ('host', 'judge', 'contestant', 'self', 'guest', 'cast', 'crew')),
  -- Verbatim: "Self - Host", a character, or the job of the crew.
  role text,
  department text,
  billing_order integer,
  episode_count integer,
  missing_since timestamptz,
  primary key (scope_id, source, source_key),
  check (scope_id = coalesce(episode_id, season_id, show_id)),
  check (num_nulls(season_id, episode_id) >= 1)
);
create index credits_of_person on core.credits (person_id, show_id);
create index credits_of_show on core.credits (show_id, category);
create index credits_missing on core.credits (missing_since)
  where missing_since is not null;
create index credits_of_season on core.credits (season_id) where season_id is not null;
create index credits_of_episode on core.credits (episode_id)
  where episode_id is not null;
