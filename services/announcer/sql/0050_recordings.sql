-- The recordings of streams that everybody may watch; filled from livestream's stream.
create table released_recording (
    programme text not null,
    activity  text not null,
    session   text not null,
    primary key (programme, activity, session)
);
