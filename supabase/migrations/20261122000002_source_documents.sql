-- What upstreams said, verbatim: `json` keeps the text as it came (jsonb would not).
-- The last good answer wins; an error or an empty answer never touches a row.
create table source.documents (
  id bigint generated always as identity primary key,
  source text not null,
  kind text not null,
  key text not null,
  -- The upstream's public address, without any key, never a stand-in's.
  url text not null,
  body json not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  etag text,
  licence text not null,
  -- fetched_at: when this body came. checked_at: when the upstream last confirmed it.
  fetched_at timestamptz not null,
  checked_at timestamptz not null check (checked_at >= fetched_at),
  -- The end of the time for which the upstream's terms let us keep it.
  expires_at timestamptz not null check (expires_at > checked_at),
  unique (source, kind, key)
);
create index documents_expires_at on source.documents (expires_at);

-- Which body each stage has made an entity's rows of, by which version of its mapping: a
-- stage has nothing to do where that is what it would use. One row a stage and entity, so
-- that a show that gets another document, and then the former one again, is written anew.
create table source.applied (
  stage text not null,
  entity_id uuid not null,
  document_id bigint not null references source.documents on delete cascade,
  sha256 text not null,
  mapping integer not null,
  applied_at timestamptz not null default now(),
  primary key (entity_id, stage)
);
create index applied_of on source.applied (document_id);

alter table source.documents enable row level security;
alter table source.applied enable row level security;
grant all on all tables in schema source to service_role;
grant usage on all sequences in schema source to service_role;
