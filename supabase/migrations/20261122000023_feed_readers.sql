-- Who goes on with a cursor has to know that it is this feed's: a database that was put
-- in place of another one has its own numbers.
alter table ops.feed add column id uuid not null default gen_random_uuid();

-- What was missed of one person is replayed without reading what others did.
create index events_of_person on ops.events (entity_id, seq) where entity = 'person';
