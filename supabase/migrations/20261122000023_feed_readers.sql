-- Who goes on with a cursor has to know that it is this feed's: a database that was put
-- in place of another one has its own numbers.
alter table ops.feed add column id uuid not null default gen_random_uuid();

-- What was missed of one person is replayed without reading what others did.
create index events_of_person on ops.events (entity_id, seq) where entity = 'person';

-- Who is credited in a show that is shown again has it in their own answer: that answer
-- does not name the show yet, so each of them is told of.
create or replace function ops.tell_published() returns trigger language plpgsql
set search_path = '' as $$
begin
  insert into ops.events (entity, entity_id, kind, fields, show_id)
  values ('show', new.id, 'updated', array['published'], new.id);
  insert into ops.events (entity, entity_id, kind, fields)
  select distinct 'person', c.person_id, 'updated', array['credits']
  from core.credits c where c.show_id = new.id;
  return null;
end $$;
revoke execute on function ops.tell_published() from public;
