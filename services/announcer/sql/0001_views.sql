-- What the public pages and the edge need to know, written in the writer's own transaction.
create table programme (
    programme text primary key,
    data      jsonb not null
);

create table unit (
    programme text not null,
    unit      text not null,
    name      text not null,
    primary key (programme, unit)
);

create table activity (
    programme text not null,
    activity  text not null,
    kind      text not null,
    number    integer not null,
    planned   jsonb not null,
    lead_unit text not null,
    routine   boolean not null,
    cancelled boolean not null default false,
    form      text,
    account   text,
    host      text,
    place     text,
    agenda    jsonb not null default '[]',
    held_on   date,
    primary key (programme, activity)
);

-- Beijing dates; clock times are absent where they are unknown.
create table session (
    programme text not null,
    activity  text not null,
    session   text not null,
    starts_on date not null,
    start_at  timestamptz,
    ends_on   date not null,
    end_at    timestamptz,
    place     text,
    cancelled boolean not null default false,
    primary key (programme, activity, session)
);

-- A notice, a bundle of materials or a report on one channel; id is the event's.
create table publication (
    id           uuid primary key,
    position     bigint not null unique,
    programme    text not null,
    activity     text not null,
    kind         text not null check (kind in ('notice', 'materials', 'publicity')),
    reference    text not null,
    channel      text not null,
    account      text,
    published_at timestamptz not null,
    recorded_at  timestamptz not null,
    entry        text not null,
    entered_by   text not null,
    site_column  text,
    data         jsonb not null,
    withdrawn_at timestamptz
);
create index publication_activity on publication (programme, activity, position);
