-- Metrics are kept many points to a row: reading, thinning and deleting a series of a million points touches some
-- thousands of rows. PackedPoints.java has the form of the bytes.

create table metric_series (
    id          bigint generated always as identity primary key,
    job_id      text collate "C" not null references job (id) on delete cascade,
    name        text not null,
    point_count bigint not null,
    last_step   bigint not null,
    -- The points after those in chunks: fewer than fill one.
    tail        bytea not null,
    unique (job_id, name)
) with (fillfactor = 50);

-- Full ones: the n-th holds the points from 240 n on, and is never changed.
create table metric_chunk (
    series_id bigint not null references metric_series (id) on delete cascade,
    number    bigint not null,
    points    bytea not null,
    primary key (series_id, number)
);

-- Beside the rest of the row as long as that fits: what is packed cannot be compressed again.
alter table metric_series alter column tail set storage main;
alter table metric_chunk alter column points set storage main;

-- What is there moves over, with eight bytes for every step and value.
create temporary table packed on commit drop as
select job_id, name, number, count(*) as size, max(step) as last_step,
    '\x0808'::bytea || int2send(count(*)::int2) || int8send(min(step))
        || coalesce(string_agg(int8send(step - previous), ''::bytea order by step) filter (where previous is not null),
            ''::bytea)
        || string_agg(float8send(value), ''::bytea order by step) as points
from (
    select job_id, name, number, step, value,
        lag(step) over (partition by job_id, name, number order by step) as previous
    from (
        select job_id, name, step, value,
            (row_number() over (partition by job_id, name order by step) - 1) / 240 as number
        from metric) as numbered) as stepped
group by job_id, name, number;

insert into metric_series (job_id, name, point_count, last_step, tail)
select job_id, name, sum(size), max(last_step),
    coalesce(string_agg(points, ''::bytea) filter (where size < 240), ''::bytea)
from packed group by job_id, name;

insert into metric_chunk (series_id, number, points)
select id, number, points from packed join metric_series using (job_id, name) where size = 240;

drop table metric;
