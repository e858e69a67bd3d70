-- One row a SHA-256. The bytes behind a key never change. Order with many workers:
-- inspect, claim (this row; first wins), put by whoever finds it unconfirmed (the same
-- bytes under the same key, so twice is once), confirm. Readers see confirmed ones.
create table core.media_assets (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  key text not null unique,
  content_type text not null,
  bytes bigint not null check (bytes > 0),
  width integer not null check (width > 0),
  height integer not null check (height > 0),
  claimed_at timestamptz not null default now(),
  confirmed_at timestamptz
);
-- Which picture shows what. source_path is the upstream's own name of the picture: a
-- path that is linked is not fetched again. Of an organisation's logos the current one
-- is that of its logo_path. URLs are built on reading.
create table core.media_links (
  entity text not null,
  entity_id uuid not null,
  kind text not null,
  source text not null,
  source_path text not null,
  source_url text not null,
  sha256 text not null references core.media_assets,
  language text,
  position integer not null default 0,
  linked_at timestamptz not null default now(),
  primary key (entity_id, kind, source, source_path, entity)
);
create index media_links_of_asset on core.media_links (sha256);
create index media_links_of_path on core.media_links (source, source_path);
