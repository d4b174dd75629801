-- Webhooks, and what is to be sent to them.

create table webhook (
    id               text collate "C" primary key,
    project_id       text collate "C" not null references project (id),
    url              text not null,
    description      text,
    -- The states of jobs that it is told of.
    states           text[] not null,
    secret           bytea not null,
    -- The secret before, which signs too until then.
    old_secret       bytea,
    old_secret_until timestamptz,
    created_at       timestamptz not null,
    -- Since when it is told nothing, because its receiver has said that it is gone.
    disabled_at      timestamptz,
    -- Webhooks with something to send take turns: the one whose last turn was the longest time ago comes first.
    last_turn        timestamptz not null default '-infinity',
    check ((old_secret is null) = (old_secret_until is null))
);
create index webhook_of_project on webhook (project_id, id);

-- The outbox: written in the transaction that changes a job. An event has the same id for all webhooks of its project.
create table webhook_delivery (
    webhook_id      text collate "C" not null references webhook (id) on delete cascade,
    id              text collate "C" not null,
    type            text not null,
    -- No reference: what happened to a job is told although it was deleted since.
    job_id          text collate "C",
    body            text not null,
    state           text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
    created_at      timestamptz not null,
    -- How often a process began to send it; the number of the last attempt.
    attempts        integer not null default 0,
    last_attempt_at timestamptz,
    -- While a process is sending it: when another may take it for lost and send it again.
    next_attempt_at timestamptz,
    last_status     integer,
    last_error      text,
    primary key (webhook_id, id),
    check ((state = 'pending') = (next_attempt_at is not null))
);
create index webhook_delivery_due on webhook_delivery (webhook_id, next_attempt_at) where state = 'pending';
create index webhook_delivery_over on webhook_delivery (created_at) where state <> 'pending';
