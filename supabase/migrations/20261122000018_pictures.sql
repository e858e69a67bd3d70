-- Pictures as the sources list them, and what is kept of them.
--
-- A row of media_links is a picture that a source names for an entity, with what the
-- source says of it. It has a sha256 once its bytes were checked and a place in the store
-- was claimed; readers see it from linked_at on, when its object is there. Of an entity's
-- pictures of a kind the first in this order is the one to show: pinned, still listed,
-- position. position comes from the rule of docs/decisions/0029. An episode's stills lie
-- in the folder of its season.
alter table core.media_links
  alter column sha256 drop not null,
  alter column linked_at drop not null,
  alter column linked_at drop default,
  add column region text,
  add column width integer check (width > 0),
  add column height integer check (height > 0),
  add column vote_average double precision,
  add column vote_count integer,
  add column pinned boolean not null default false,
  add column missing_since timestamptz,
  -- The bytes as they came: what is stored is free of metadata and may differ.
  add column source_sha256 text check (source_sha256 ~ '^[0-9a-f]{64}$'),
  add column etag text,
  add column last_modified text,
  add column checked_at timestamptz,
  -- Why it was not kept, how often that happened, and when it is tried again.
  add column refused text,
  add column tries integer not null default 0,
  add column retry_at timestamptz,
  -- The better copy of the same picture, for the same entity, kind and language.
  add column represented_by text references core.media_assets on delete set null,
  add constraint media_links_seen check (linked_at is null or sha256 is not null);
-- The pictures of an entity and kind in the order in which they are shown.
create index media_links_first on core.media_links (entity_id, kind, pinned desc,
    (missing_since is not null), position, source_path collate "C")
  where linked_at is not null and represented_by is null;
create index media_links_represented on core.media_links (represented_by)
  where represented_by is not null;

-- What the pixels are like: the main colour, a blurred preview (ThumbHash, base64)
-- and a hash that stays alike when a picture is encoded anew or made smaller. Null in
-- rows of earlier versions, until `trr media verify` has read their bytes.
alter table core.media_assets
  add column colour text check (colour ~ '^#[0-9a-f]{6}$'),
  add column thumbhash text,
  add column phash text check (phash ~ '^[0-9a-f]{16}$'),
  add column frames integer not null default 1 check (frames > 0),
  add column verified_at timestamptz,
  -- For which formats and widths variants were made; null: not yet. How often that
  -- failed, and when it is tried again.
  add column variants_for text,
  add column variants_tries integer not null default 0,
  add column variants_retry_at timestamptz;

-- Smaller copies of a picture. A variant is an asset of its own, in the same folder.
create table core.media_variants (
  sha256 text not null references core.media_assets on delete cascade,
  format text not null check (format in ('webp', 'avif')),
  width integer not null check (width > 0),
  variant_sha256 text not null references core.media_assets,
  made_at timestamptz not null default now(),
  primary key (sha256, format, width)
);
create index media_variants_of on core.media_variants (variant_sha256);

-- Which picture a person chose to show first; it holds while the source names it.
create table core.media_pins (
  entity text not null,
  entity_id uuid not null,
  kind text not null,
  source text not null,
  source_path text not null,
  pinned_at timestamptz not null default now(),
  primary key (entity_id, kind, entity)
);

-- A path that was taken as a logo before has the state that it had.
update core.media_links set checked_at = linked_at;

drop policy readable on core.media_links;
create policy readable on core.media_links for select to anon, authenticated
  using (linked_at is not null and case entity
    when 'show' then exists (select from core.shows s where s.id = entity_id)
    when 'season' then exists (select from core.seasons n where n.id = entity_id)
    when 'episode' then exists (select from core.episodes e where e.id = entity_id)
    when 'person' then exists (select from core.people p where p.id = entity_id)
    else entity in ('network', 'production_company', 'watch_provider') end);

alter table core.media_variants enable row level security;
create policy readable on core.media_variants for select to anon, authenticated
  using (exists (select from core.media_links l where l.sha256 = media_variants.sha256));
drop policy readable on core.media_assets;
create policy readable on core.media_assets for select to anon, authenticated
  using (confirmed_at is not null and (
    exists (select from core.media_links l where l.sha256 = media_assets.sha256)
    or exists (select from core.media_variants v
      where v.variant_sha256 = media_assets.sha256)));
alter table core.media_pins enable row level security;

grant select on core.media_variants to anon, authenticated;
grant all on core.media_variants, core.media_pins to service_role;
