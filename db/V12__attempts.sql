-- Every time that a worker took a job, and how that ended. Written in the transaction of the transition that it tells of.
create table attempt (
    job_id     text collate "C" not null references job (id) on delete cascade,
    number     integer not null,
    worker     text not null,
    started_at timestamptz not null,
    -- The step that it went on from; null until the worker has opened the data and read a checkpoint.
    first_step bigint,
    ended_at   timestamptz,
    -- The last step that was written down.
    last_step  bigint,
    reason     text,
    primary key (job_id, number),
    check (num_nulls(ended_at, last_step, reason) in (0, 3))
);

-- Of what is under way the end will be known.
insert into attempt (job_id, number, worker, started_at, first_step)
select id, attempt, worker, coalesce(attempt_at, now()), attempt_step from job where worker is not null;

-- A private job that lost its worker takes another course: what was measured after its checkpoint is taken back.
alter table event drop constraint event_type_check;
alter table event add constraint event_type_check check (type in
    ('state', 'metrics', 'metrics_withdrawn', 'checkpoint', 'log'));
