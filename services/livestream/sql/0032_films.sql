-- Films that are shown for the first time when their session begins, in place of an encoder's picture.
create table film (
    programme    text not null,
    activity     text not null,
    session      text not null,
    film         text not null,           -- of this file: another one has another name
    mark         text not null,           -- by what a browser knows its file again, to go on with it
    size         bigint,                  -- in bytes; unknown where a file comes in one piece
    received     bigint not null default 0,
    state        text not null default 'coming'
        check (state in ('coming', 'checking', 'ready', 'unfit')),
    why          text,                    -- it is unfit
    sha256       text,
    milliseconds integer,
    primary key (programme, activity, session)
);

-- Whoever shows a film needs no port.
alter table ingest alter column port drop not null;
