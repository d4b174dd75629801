-- Projects: who works for one sees nothing of another. What was there before belongs to the first.

create table project (
    id         text collate "C" primary key,
    name       text        not null unique,
    created_at timestamptz not null,
    -- Null where there is no limit.
    max_queued_jobs         integer check (max_queued_jobs >= 0),
    max_running_jobs        integer check (max_running_jobs >= 0),
    max_stored_bytes        bigint check (max_stored_bytes >= 0),
    max_requests_per_second double precision check (max_requests_per_second > 0)
);
insert into project (id, name, created_at) values ('proj_00000000000000000000000000', 'default', now());

-- Null only of built-in sets, which all projects share.
alter table dataset add column project_id text collate "C" references project (id);
update dataset set project_id = 'proj_00000000000000000000000000' where source is null;
alter table dataset
    add check ((project_id is null) = (source is not null)),
    drop constraint dataset_name_key,
    add unique nulls not distinct (project_id, name);
drop index dataset_by_age;
create index dataset_by_age on dataset (project_id, created_at desc, id desc);

alter table job add column project_id text collate "C" not null default 'proj_00000000000000000000000000'
    references project (id);
alter table job alter column project_id drop default;
drop index job_queue;
create index job_queue on job (project_id, priority desc, id) where state = 'queued';
drop index job_held;
create index job_held on job (project_id, id) where state in ('running', 'pausing', 'cancelling');
drop index job_state;
create index job_state on job (project_id, state, id);
create index job_by_age on job (project_id, id);

-- Projects whose jobs wait take turns: the one whose last job began the longest time ago comes first.
alter table project add column last_claim timestamptz not null default '-infinity';

alter table idempotency add column project_id text collate "C" not null default 'proj_00000000000000000000000000';
alter table idempotency
    alter column project_id drop default,
    drop constraint idempotency_pkey,
    add primary key (project_id, key);
alter table idempotent_upload add column project_id text collate "C" not null default 'proj_00000000000000000000000000';
alter table idempotent_upload
    alter column project_id drop default,
    drop constraint idempotent_upload_pkey,
    add primary key (project_id, key);

-- A ledger belongs to content as one project has it. No reference: it survives its project.
alter table ledger_content add column project_id text collate "C" not null default 'proj_00000000000000000000000000';
alter table ledger_content
    alter column project_id drop default,
    drop constraint ledger_content_pkey,
    add primary key (project_id, fingerprint);
