-- Data sets that are stored under the data directory, one file of the same name as the id each.
create table dataset (
    id          text primary key,
    name        text        not null unique,
    fingerprint text        not null,
    -- Features, target, task and classes. Not jsonb, which refuses texts with a zero character.
    schema      json        not null,
    size_bytes  bigint      not null,
    -- Of a built-in set: where it comes from, and its licence.
    source      text,
    created_at  timestamptz not null
);

-- Lists run from the newest backwards.
create index dataset_by_age on dataset (created_at desc, id desc);
