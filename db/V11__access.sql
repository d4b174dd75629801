-- Who may do what, what administrators did, and what projects keep.

create table api_key (
    id           text collate "C" primary key,
    project_id   text collate "C" not null references project (id),
    name         text        not null,
    role         text        not null check (role in ('viewer', 'submitter', 'admin')),
    -- SHA-256 of the secret, which has 256 random bits: there is nothing to guess, so no salt and no slow hash.
    digest       bytea       not null unique check (length(digest) = 32),
    created_at   timestamptz not null,
    expires_at   timestamptz,
    -- To the minute.
    last_used_at timestamptz
);
create index api_key_project on api_key (project_id, id);

create table audit_entry (
    id         bigint generated always as identity primary key,
    at         timestamptz not null,
    -- Null where it is not known, or where it concerns none. No reference: the log survives the project.
    project_id text collate "C",
    actor      text not null,
    action     text not null,
    object     text,
    outcome    text not null check (outcome in ('done', 'denied')),
    detail     text,
    address    text,
    request_id text
);
create index audit_entry_project on audit_entry (project_id, id);

create function refuse_change_of_log() returns trigger language plpgsql as $$
begin
    raise exception '% of % is refused: it is only ever added to', lower(tg_op), tg_table_name
        using errcode = 'restrict_violation';
end $$;
create trigger append_only before update or delete on audit_entry
    for each row execute function refuse_change_of_log();
create trigger never_truncated before truncate on audit_entry
    for each statement execute function refuse_change_of_log();

-- The bytes that a project keeps: data sets, checkpoints, models. A sum that is kept, as adding it up would take longer
-- the more there is.
create table project_storage (
    project_id   text collate "C" primary key references project (id) on delete cascade,
    stored_bytes bigint not null
);

alter table checkpoint add column project_id text collate "C";
update checkpoint set project_id = job.project_id from job where job.id = checkpoint.job_id;
alter table checkpoint alter column project_id set not null;
alter table model add column project_id text collate "C", add column size_bytes bigint;
update model set project_id = job.project_id, size_bytes = (
        select coalesce(sum((file ->> 'size_bytes')::bigint), 0)
        from json_array_elements(model.document::json -> 'files') as file)
    from job where job.id = model.job_id;
alter table model alter column project_id set not null, alter column size_bytes set not null;

insert into project_storage
select project_id, sum(size_bytes) from (
    select project_id, size_bytes from dataset where project_id is not null
    union all select project_id, size_bytes from checkpoint
    union all select project_id, size_bytes from model) as kept
group by project_id;

create function count_stored_bytes() returns trigger language plpgsql as $$
declare
    change bigint := case tg_op when 'DELETE' then - old.size_bytes when 'INSERT' then new.size_bytes
        else new.size_bytes - old.size_bytes end;
    whose text := case when tg_op = 'DELETE' then old.project_id else new.project_id end;
begin
    if whose is not null then
        insert into project_storage values (whose, change)
        on conflict (project_id) do update set stored_bytes = project_storage.stored_bytes + change;
    end if;
    return null;
end $$;

-- Deferred: the row that all of a project share is locked last and for the shortest time, so that nobody waits long and
-- two transactions never wait for each other.
create constraint trigger counted after insert or delete on dataset deferrable initially deferred
    for each row execute function count_stored_bytes();
create constraint trigger counted after insert or delete or update of size_bytes on checkpoint deferrable initially deferred
    for each row execute function count_stored_bytes();
create constraint trigger counted after insert or delete on model deferrable initially deferred
    for each row execute function count_stored_bytes();
