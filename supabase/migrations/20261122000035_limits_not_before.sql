-- Until when an upstream asked for patience. Those who took a moment before it asked
-- look here before they send; without it they would only see that `next_at` is far.
alter table ops.limits add column not_before timestamptz;
