-- The epochs that this log has begun beside the first: a stream store that was wiped knows of none.
create table epoch (
    number   integer primary key check (number between 2 and 9),
    begun_at timestamptz not null default now()
);

-- A read model that shall be read anew from the streams: how often that was asked for, and done.
create table rebuild (
    projector text primary key,
    asked     integer not null,
    done      integer not null
);
