-- Jobs, their events, metrics, checkpoints and models.
-- Ids sort by the time they were made ("C" collation: byte by byte), so "newest first" is "id desc".

create table job (
    id                text collate "C" primary key,
    name              text,
    state             text not null check (state in
                      ('queued', 'running', 'pausing', 'paused', 'cancelling', 'succeeded', 'failed', 'cancelled')),
    state_reason      text,
    created_at        timestamptz not null,
    started_at        timestamptz,
    finished_at       timestamptz,
    dataset_id        text not null,
    -- As text: field order and number formats stay as they were sent.
    spec              text not null,
    effective_spec    text not null,
    priority          integer not null,
    total_steps       bigint not null,
    steps_per_epoch   bigint not null,

    -- Progress, written by the worker several times a second: nothing here is indexed.
    step              bigint not null default 0,
    latest_metrics    text not null default '{}',
    progress_at       timestamptz,
    -- Time spent training, pauses not counted; up to progress_at.
    trained_millis    bigint not null default 0,
    -- The step and time at which the present worker began.
    attempt_step      bigint not null default 0,
    attempt_at        timestamptz,
    -- The number of the newest event. Whoever adds events raises it first and so holds the row until it commits:
    -- numbers have no gaps and become visible in order.
    last_event        bigint not null default 0,

    error_code        text,
    error_message     text,
    error_pointer     text,
    model_id          text,

    -- The lease. attempt is the fencing token: a worker writes only while the row still holds its own.
    attempt           integer not null default 0,
    worker            text,
    lease_until       timestamptz,
    -- How many workers vanished while they held it.
    crashes           integer not null default 0,

    check ((worker is not null) = (state in ('running', 'pausing', 'cancelling'))),
    check ((worker is null) = (lease_until is null))
) with (fillfactor = 50);

create index job_queue on job (priority desc, id) where state = 'queued';
create index job_held on job (id) where state in ('running', 'pausing', 'cancelling');
create index job_state on job (state, id);

create table job_label (
    job_id text collate "C" not null references job (id) on delete cascade,
    key    text not null,
    value  text not null,
    primary key (job_id, key)
);
create index job_label_value on job_label (key, value, job_id);

create table event (
    job_id text collate "C" not null references job (id) on delete cascade,
    seq    bigint not null,
    type   text not null check (type in ('state', 'metrics', 'checkpoint', 'log')),
    data   text not null,
    at     timestamptz not null,
    primary key (job_id, seq)
);
create index event_transition on event (job_id, seq) where type = 'state';

create table metric (
    job_id text collate "C" not null references job (id) on delete cascade,
    name   text not null,
    step   bigint not null,
    value  double precision not null,
    primary key (job_id, name, step)
);

create table checkpoint (
    job_id     text collate "C" not null references job (id) on delete cascade,
    step       bigint not null,
    file       text not null,
    size_bytes bigint not null,
    digest     text not null,
    created_at timestamptz not null,
    primary key (job_id, step)
);

create table model (
    id         text collate "C" primary key,
    job_id     text collate "C" not null unique references job (id) on delete cascade,
    document   text not null,
    created_at timestamptz not null
);

create table idempotency (
    key        text primary key,
    digest     text not null,
    job_id     text collate "C" not null references job (id) on delete cascade,
    created_at timestamptz not null
);
create index idempotency_job on idempotency (job_id);
