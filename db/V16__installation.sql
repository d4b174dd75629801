-- Which installation this is, whatever its database is called and wherever it was restored to, and the bucket that its
-- files are kept in; null: they are in a data directory.
create table installation (id uuid not null default gen_random_uuid(), bucket text);
create unique index installation_once on installation ((true));
insert into installation default values;
