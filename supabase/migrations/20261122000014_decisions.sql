-- A person's word: values that win over every source, what was taken down, what was
-- merged and how to undo it, and questions that name more than one entity.
create table core.overrides (
  entity text not null,
  entity_id uuid not null,
  field text not null,
  -- JSON null: taken down, nothing may fill it again.
  value jsonb not null,
  -- A lock keeps the value that was there when it was set.
  locked boolean not null default false,
  -- What the field was before, and whose word that was: {"value", "source"}. It is there
  -- again when the override is unset and no document says more.
  former jsonb not null default '{}',
  reason text not null check (reason <> ''),
  set_at timestamptz not null default now(),
  primary key (entity_id, entity, field)
);

-- What was taken down and must not come back. The data are gone: a fingerprint
-- (SHA-256 of kind, source and id) knows them again.
create table ops.suppressions (
  fingerprint text primary key check (fingerprint ~ '^[0-9a-f]{64}$'),
  -- person, fact or picture
  kind text not null,
  reason text not null check (reason <> ''),
  suppressed_at timestamptz not null default now()
);

-- Two of our shows that a person, or a source, said are one. Until it is undone the
-- merged one is hidden and leads to the survivor; its rows stay where they are.
create table ops.merges (
  id uuid primary key default gen_random_uuid(),
  entity text not null,
  from_id uuid not null,
  to_id uuid not null check (to_id <> from_id),
  reason text not null,
  -- What moved to the survivor, to be moved back.
  moved jsonb not null default '{}',
  merged_at timestamptz not null default now(),
  undone_at timestamptz
);
create index merges_of on ops.merges (from_id) where undone_at is null;
alter table core.shows add column merged_into uuid references core.shows;
create index shows_merged_into on core.shows (merged_into)
  where merged_into is not null;

-- One question a kind, entity and subject (what it is about, '' where there is one
-- only): "is A the same as B" and "is A the same as C" are decided apart.
alter table ops.review_items add column subject text not null default '';
alter table ops.review_items add column confidence double precision;
alter table ops.review_items drop constraint review_items_kind_entity_entity_id_key;
alter table ops.review_items add constraint review_items_question
  unique (kind, entity, entity_id, subject);

-- Whose data an id was derived from, where its licence binds it; null: free to show.
alter table core.external_ids add column origin text;

alter table ops.suppressions enable row level security;
alter table ops.merges enable row level security;
alter table core.overrides enable row level security;
grant all on ops.suppressions, ops.merges to service_role;
grant all on core.overrides to service_role;

-- How an entity is named to a person who decides about it.
create view ops.labels with (security_invoker = true) as
select 'show' as entity, s.id, s.name || coalesce(' (tmdb:' || e.id || ')', '') as label
from core.shows s
left join core.external_ids e on e.entity = 'show' and e.entity_id = s.id
  and e.source = 'tmdb' and e.superseded_at is null
union all
select 'season', n.id, s.name || ', season ' || n.season_number
from core.seasons n join core.shows s on s.id = n.show_id
union all
select 'episode', p.id,
  s.name || ', season ' || n.season_number || ' episode ' || p.episode_number
from core.episodes p
join core.seasons n on n.id = p.season_id
join core.shows s on s.id = p.show_id
union all
select 'person', p.id, p.name || coalesce(' (tmdb:' || e.id || ')', '')
from core.people p
left join core.external_ids e on e.entity = 'person' and e.entity_id = p.id
  and e.source = 'tmdb' and e.superseded_at is null
union all
select 'credit', c.id, p.name || ' in ' || s.name
from core.credits c
join core.people p on p.id = c.person_id
join core.shows s on s.id = c.show_id;
grant select on ops.labels to service_role;
