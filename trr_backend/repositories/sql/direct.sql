-- name: feed
-- Each commit with events in it says so on the first, runs say on the second how far
-- they are.
listen trr_events; listen trr_progress;

-- name: requests
-- What the API asks a worker to do is announced here.
listen trr_requests;

-- name: trial
-- To find out whether anything is heard: nobody else listens to this.
listen trr_trial;

-- name: backend
-- The server's process behind this connection.
select pg_backend_pid();

-- name: knock
-- A word for the one that has begun to listen, to find out whether it arrives.
select pg_notify('trr_trial', %(word)s);

-- name: tasks
-- That a run waits for workers, or shall end, is announced here.
listen trr_tasks;
