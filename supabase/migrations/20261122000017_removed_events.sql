-- What a person had taken down or removed is told of like everything else.
alter table ops.events drop constraint events_kind_check;
alter table ops.events add constraint events_kind_check
  check (kind in ('created', 'updated', 'merged', 'removed'));
