-- Idempotency keys of uploads: the same key with the same content answers the data set that it made.
create table idempotent_upload (
    key        text        primary key,
    digest     text        not null,
    dataset_id text        not null,
    created_at timestamptz not null
);
create index idempotent_upload_dataset on idempotent_upload (dataset_id);
