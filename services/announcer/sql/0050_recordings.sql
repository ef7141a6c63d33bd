-- The recordings of streams, and where everybody may watch them; filled from livestream's stream.
create table recording (
    programme    text not null,
    activity     text not null,
    session      text not null,
    milliseconds bigint not null,
    path         text,  -- once it is released
    primary key (programme, activity, session)
);
