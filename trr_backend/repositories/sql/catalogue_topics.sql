-- name: show_id
-- Of a show that anybody may see, by any id that it has or had.
with recursive {show}
select id::text from found;

-- name: person_id
-- The same of a person.
with recursive {person}
select id::text from found_person;
