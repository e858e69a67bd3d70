-- How often each upstream was asked, over all processes and all time. What one counts
-- goes along with its next reservation: a process that ends takes the last few with it.
alter table ops.limits add column requests bigint not null default 0;
