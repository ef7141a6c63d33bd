-- Where the pictures of a session come in; a row stays when it is closed.
create table ingest (
    programme   text not null,
    activity    text not null,
    session     text not null,
    port        integer not null,
    key_number  integer not null default 1,  -- which passphrase is in force; it is derived, not kept
    preview     text not null unique,        -- the address of the test picture
    address     text not null unique,        -- the address of what is on the air
    opened_at   timestamptz not null,
    air_from    timestamptz,
    air_until   timestamptz,
    closed_at   timestamptz,
    finished_at timestamptz,                 -- everything that came in is kept and told
    publisher   boolean not null default false,
    kept_at     timestamptz,
    released_at timestamptz,
    deleted_at  timestamptz,
    joined_at   timestamptz,                 -- it is one file besides
    swept_at    timestamptz,                 -- and no segment lies in the store any more
    primary key (programme, activity, session)
);
create unique index on ingest (port) where finished_at is null;

-- What came in, in the order in which it came. The bytes lie in the store under their checksum.
create table segment (
    programme    text not null,
    activity     text not null,
    session      text not null,
    number       integer not null,
    take         integer not null,
    origin       text not null,  -- the file that ffmpeg wrote: taken once
    began        timestamptz not null,
    milliseconds integer not null,
    sha256       text not null,
    size         bigint not null,
    link         text,           -- of the chain of what was on the air; else it was a test
    lost         boolean not null default false,  -- not found again when the recording was proved
    primary key (programme, activity, session, number),
    unique (programme, activity, session, origin)
);

-- How often somebody was turned away; nothing about who.
create table refused_publisher (
    programme text not null,
    activity  text not null,
    session   text not null,
    why       text not null check (why in ('wrong_key', 'second_publisher')),
    times     integer not null,
    told_at   timestamptz not null,
    last_at   timestamptz not null,
    primary key (programme, activity, session, why)
);

-- Who opened, put on the air and closed it, and changed what could be done with it.
create table ingest_act (
    programme text not null,
    activity  text not null,
    session   text not null,
    act       text not null,
    actor     text not null,
    at        timestamptz not null
);
create index on ingest_act (programme, activity, session, at);

-- Which bundles of an activity's materials are out: a recording may be deleted after one is that
-- came later than the recording, so none that came before this table is missed.
create table known_bundle (
    programme    text not null,
    activity     text not null,
    bundle       text not null,
    channel      text not null,
    published_at timestamptz not null,
    primary key (programme, activity, bundle, channel)
);
