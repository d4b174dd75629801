-- Copies of data sets with noise on every value, each charged once to the ledger of its source.

-- A charge without a job: something made of the data was published, once and for all.
alter table ledger_entry drop constraint ledger_entry_type_check;
alter table ledger_entry add constraint ledger_entry_type_check check (type in
    ('budget_set', 'budget_changed', 'derived', 'reserved', 'charged', 'settled', 'unprotected', 'published'));

-- Where a copy comes from and how it was perturbed. Its content has no place in the ledger of its source.
create table perturbed_copy (
    dataset_id text primary key references dataset (id) on delete cascade,
    -- The source may be gone.
    document   json not null
);
