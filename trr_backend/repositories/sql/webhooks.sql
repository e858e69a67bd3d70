-- name: add
-- A new one, which is told what happens after its cursor.
insert into ops.webhooks (url, topics, secret, cursor)
values (%(url)s, %(topics)s, %(secret)s, %(cursor)s)
on conflict (md5(url), hash_array_extended(topics, 0)) do nothing
returning id;

-- name: listed
-- All of them, or those of an id or an address, the first added first; no secret.
select id, url, topics, cursor, created_at, failures, failing_since, next_try_at,
  last_error, last_delivery_at, disabled_at
from ops.webhooks
where (%(id)s::uuid is null or id = %(id)s) and (%(url)s::text is null or url = %(url)s)
order by created_at, id;

-- name: target
-- Where its messages go.
select id, url, secret from ops.webhooks where id = %(id)s;

-- name: remove
-- No message is sent any more, but for one that is on its way.
delete from ops.webhooks where id = any(%(ids)s);

-- name: enable
-- As if none of its deliveries had failed. What was pinned is told as it was.
update ops.webhooks set disabled_at = null, failures = 0, failing_since = null,
  last_error = null, next_try_at = now()
where id = any(%(ids)s);

-- name: claim
-- The one that has waited longest of those that have something to be told and nobody is
-- telling: it is this worker's until claimed_until, by which its later words are known.
with waiting as materialized (
  select w.id from ops.webhooks w
  where w.disabled_at is null and w.next_try_at <= now()
    and (w.claimed_until is null or w.claimed_until <= now())
    and w.id <> all(%(passed)s)
    and (w.cursor <> %(head)s or w.pending_until is not null
      or exists (select from ops.webhook_runs r where r.webhook_id = w.id))
  order by w.next_try_at, w.id limit 1
  -- Not `for update`: the end of a run refers to the row meanwhile.
  for no key update skip locked
)
update ops.webhooks w set claimed_until = now() + %(lease)s
from waiting where w.id = waiting.id
returning w.id, w.url, w.secret, w.topics, w.cursor, w.pending_until, w.failures,
  w.claimed_until;

-- name: pin
-- The batch that is told next ends here, whoever tells it and however often.
update ops.webhooks set pending_until = %(until)s where id = %(id)s;

-- name: move
-- Nothing in there was for its topics, and something else is told.
update ops.webhooks set cursor = %(until)s, pending_until = null where id = %(id)s;

-- name: pass_over
-- Nothing in there was for its topics: no message, and no claim any more. It goes behind
-- the others, for the head may have moved before they had their turn.
update ops.webhooks set cursor = %(until)s, pending_until = null, claimed_until = null,
  next_try_at = now()
where id = %(id)s;

-- name: release
-- It was not told after all.
update ops.webhooks set claimed_until = null
where id = %(id)s and claimed_until = %(claim)s;

-- name: ended_run
-- The run that ended first of those that it was not told of yet.
select r.id
from ops.webhook_runs w join ops.runs r on r.id = w.run_id
where w.webhook_id = %(id)s order by r.finished_at, r.id limit 1;

-- name: told_run
-- It knows of this run.
delete from ops.webhook_runs where webhook_id = %(id)s and run_id = %(run_id)s;

-- name: taken
-- A delivery was taken. Where the claim went to another worker, that one says it.
update ops.webhooks set cursor = coalesce(%(until)s, cursor),
  pending_until = case when %(until)s::bigint is null then pending_until end,
  failures = 0, failing_since = null, last_error = null, next_try_at = now(),
  last_delivery_at = now(), claimed_until = null
where id = %(id)s and claimed_until = %(claim)s
returning id;

-- name: failed
-- A delivery failed: the next try is after a while, or never, after a week of failures
-- or where the target is gone.
update ops.webhooks set failures = failures + 1,
  failing_since = coalesce(failing_since, now()),
  next_try_at = now() + %(wait)s, claimed_until = null,
  last_error = %(error)s || case when failing_since <= now() - %(patience)s
    then ', after failures for a week' else '' end,
  disabled_at = case when %(gone)s or failing_since <= now() - %(patience)s then now() end
where id = %(id)s and claimed_until = %(claim)s
returning disabled_at is not null;
