-- A commit whose answer was lost is tried again under the same number, and finds that it has happened.
alter table job add column write_number bigint not null default 0;
