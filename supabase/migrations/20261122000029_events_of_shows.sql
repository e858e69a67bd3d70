-- Events from before events kept their show: those of a show, of what is still there of
-- it, and of its credits. Whoever follows a show from the oldest event on gets them all.
update ops.events set show_id = entity_id where entity = 'show' and show_id is null;
update ops.events e set show_id = n.show_id
from core.seasons n
where e.entity = 'season' and e.show_id is null and n.id = e.entity_id;
update ops.events e set show_id = p.show_id
from core.episodes p
where e.entity = 'episode' and e.show_id is null and p.id = e.entity_id;
update ops.events e set show_id = c.show_id
from core.credits c
where e.entity = 'credit' and e.show_id is null and c.id = e.entity_id;
