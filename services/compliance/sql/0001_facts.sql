-- What all four services said, as the projector read it; the notifier's own words are left out,
-- because they follow from the rest. An id is stored once, however often it is delivered.
create table fact (
    service     text not null,
    sequence    bigint not null,
    id          uuid not null unique,
    type        text not null,
    programme   text not null,
    activity    text,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    hash        bytea not null,
    epoch       integer not null,
    simulated   boolean not null,
    traceparent text,
    data        jsonb not null,
    primary key (service, sequence)
);

-- The present verdicts: a cache that the facts can always give again.
create table verdict (
    programme text not null,
    line      text not null, -- an activity's id, 'programme' or 'unit:<id>'
    code      text not null,
    strength  text not null,
    status    text not null,
    flags     text[] not null,
    due       date, -- Beijing
    due_at    timestamptz, -- exclusive
    evidence  text[] not null,
    as_of     timestamptz not null, -- since when it has been so
    primary key (programme, line, code)
);
