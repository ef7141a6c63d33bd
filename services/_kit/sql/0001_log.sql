-- The log of facts. It is the outbox too: stream sequence equals pos, for ever.
create table event (
    pos         bigint primary key,
    id          uuid not null unique,
    stream      text not null,
    version     integer not null,
    type        text not null,
    data        jsonb not null,
    meta        jsonb not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    hash        bytea not null check (length(hash) = 32),
    unique (stream, version)
);

-- One row: the end of the log, and the writer's lock.
create table counter (
    one         boolean primary key default true check (one),
    pos         bigint not null,
    hash        bytea not null,
    recorded_at timestamptz
);
insert into counter (pos, hash) values (0, decode(repeat('00', 32), 'hex'));

-- What each command caused, so that a repeat gets the same answer.
create table command (
    id           uuid primary key,
    request_hash bytea not null,
    result       jsonb not null,
    recorded_at  timestamptz not null default now()
);

-- One row, written at the first start: a played database can never be switched to real time.
create table deployment (
    one       boolean primary key default true check (one),
    simulated boolean not null
);
