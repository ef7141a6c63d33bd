-- What the announcer said of its activities; filled from its stream.
create table known_activity (
    programme text not null,
    activity  text not null,
    lead_unit text not null,
    cancelled boolean not null default false,
    primary key (programme, activity)
);

create table known_session (
    programme text not null,
    activity  text not null,
    session   text not null,
    cancelled boolean not null default false,
    primary key (programme, activity, session)
);
