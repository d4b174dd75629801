-- Data sets that jobs made of the rows they were trained on, chosen by a score.

create table subset (
    dataset_id text primary key references dataset (id) on delete cascade,
    -- No reference: the subset stays when its job is deleted. A job makes one.
    job_id     text collate "C" not null unique,
    -- What it is a subset of, and by which rule. The source may be gone.
    document   json not null
);
