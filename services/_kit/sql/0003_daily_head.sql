-- The end of the log on each Beijing day on which facts were recorded. The writer moves the row of
-- the current day with every batch; a day that is over never changes again.
create table daily_head (
    day  date primary key,
    pos  bigint not null,
    hash bytea not null check (length(hash) = 32)
);
insert into daily_head
select distinct on (day) (recorded_at at time zone 'Asia/Shanghai')::date as day, pos, hash
from event order by day, pos desc;
