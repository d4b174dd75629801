-- A pod for each job.

-- The pods that are wanted of the cluster, or are not gone from it yet. Written before the cluster is asked for one, and
-- deleted when nothing of it is left there.
create table dispatch (
    -- No reference: a job may be deleted before its pod is gone.
    job_id     text collate "C" primary key,
    project_id text collate "C" not null,
    -- The attempt at the job that the pod is for.
    attempt    integer not null,
    -- How many pods ended without having begun it.
    failures   integer not null default 0,
    created_at timestamptz not null
);
create index dispatch_of_project on dispatch (project_id);

-- The job whose pod has logged in; null for the service itself, whom policies do not concern: it owns the tables.
create function pods_job() returns text language sql stable
return substring(current_user::text from '^descent_[0-9]+_(job_[0-9A-Z]{26})$');

-- A pod sees and changes the rows of its own job only.
alter table job enable row level security;
create policy of_pod on job using (id = pods_job());
alter table job_label enable row level security;
create policy of_pod on job_label using (job_id = pods_job());
alter table job_key enable row level security;
create policy of_pod on job_key using (job_id = pods_job());
alter table event enable row level security;
create policy of_pod on event using (job_id = pods_job());
alter table attempt enable row level security;
create policy of_pod on attempt using (job_id = pods_job());
alter table checkpoint enable row level security;
create policy of_pod on checkpoint using (job_id = pods_job());
alter table metric_series enable row level security;
create policy of_pod on metric_series using (job_id = pods_job());
alter table metric_chunk enable row level security;
create policy of_pod on metric_chunk using (series_id in (select id from metric_series));
alter table model enable row level security;
create policy of_pod on model using (job_id = pods_job());
