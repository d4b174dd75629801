-- Events of one type that were written together are one row: a worker that measures at every step writes hundreds at once.

-- The number of the last event of the row; those before it go down by one.
alter table event rename column seq to last_seq;

alter table event
    alter column data type text[] using array[data],
    alter column at type timestamptz[] using array[at],
    add check (cardinality(data) > 0 and cardinality(data) = cardinality(at));
