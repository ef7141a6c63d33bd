create table timer (
    id       text primary key,
    kind     text not null,
    due_at   timestamptz not null,
    payload  jsonb not null,
    fired_at timestamptz
);
create index timer_due on timer (due_at) where fired_at is null;

-- How far a projector has read each source; it moves in the read model's own transaction.
create table checkpoint (
    projector text not null,
    source    text not null,
    epoch     integer not null,
    pos       bigint not null,
    event_id  text not null,
    primary key (projector, source)
);

-- What a reader could not decode; a repair replays it.
create table quarantine (
    reader         text not null,
    source         text not null,
    epoch          integer not null,
    pos            bigint not null,
    headers        jsonb not null,
    body           bytea not null,
    reason         text not null,
    quarantined_at timestamptz not null default now(),
    primary key (reader, source, epoch, pos)
);

-- From when a reaction acts; what was recorded before is history to it.
create table reaction (
    name  text primary key,
    since timestamptz not null
);
