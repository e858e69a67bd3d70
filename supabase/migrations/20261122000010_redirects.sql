-- Two entities that turned out to be one: the old id keeps leading to the survivor.
create table core.redirects (
  entity text not null,
  from_id uuid not null,
  to_id uuid not null check (to_id <> from_id),
  reason text not null,
  redirected_at timestamptz not null default now(),
  primary key (from_id, entity)
);
create index redirects_to on core.redirects (to_id, entity);
alter table core.redirects enable row level security;
create policy readable on core.redirects for select to anon, authenticated
  using (true);
grant select on core.redirects to anon, authenticated;
grant all on core.redirects to service_role;
