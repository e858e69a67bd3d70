-- In which task of a run an item was left undone: when that is begun anew it is open
-- what becomes of the item, also where success is not noted one by one (pictures).
alter table ops.run_items add column task_id uuid;
create index run_items_left_by_task on ops.run_items (task_id) where outcome = 'failed';
