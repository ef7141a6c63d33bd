-- A fact is kept as it came: headers, an empty line, body, byte for byte. What an envelope is stands
-- in one place then, in contracts, and nothing that is read there can be refused here. To look at it:
--   select service, sequence, convert_from(message, 'UTF8') from fact;
create table fact_as_it_came (
    service  text not null,
    sequence bigint not null,
    message  bytea not null,
    primary key (service, sequence)
);
insert into fact_as_it_came
select service, sequence,
       convert_to(concat_ws(E'\r\n',
         'NATS/1.0',
         'ce-specversion: 1.0',
         'ce-id: ' || id,
         'ce-type: ' || type,
         'ce-source: /' || service,
         'ce-subject: ' || programme || '/' || coalesce(activity, '_'),
         'ce-time: ' || to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
         'ce-recordedat: ' || to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
         'ce-sequence: ' || sequence,
         'ce-epoch: ' || epoch,
         'ce-hash: ' || encode(hash, 'hex'),
         'ce-dataschema: contracts/schemas/' || type || '.json',
         'content-type: application/json',
         case when simulated then 'ce-simulated: true' end,
         'traceparent: ' || traceparent,
         'Nats-Expected-Last-Sequence: ' || sequence - 1,
         E'\r\n' || data::text), 'UTF8')
from fact;
drop table fact;
alter table fact_as_it_came rename to fact;
alter index fact_as_it_came_pkey rename to fact_pkey;
