-- What registration and livestream say of an activity, filled from their streams. A session of ''
-- stands for the activity as a whole. Nobody is named here: a person is an opaque id.
create table sign_up (
    programme text not null,
    activity  text not null,
    session   text not null,
    state     text not null check (state in ('prepared', 'open', 'closed', 'cancelled')),
    closes_at timestamptz,
    seats     integer,
    rule      text,
    primary key (programme, activity, session)
);

create table representative (
    programme text not null,
    activity  text not null,
    session   text not null,
    person    text not null,
    category  text,
    method    text,
    signed_up boolean not null default false,
    standing  text check (standing in ('chosen', 'seated', 'reserve')),
    rank      integer,
    primary key (programme, activity, session, person)
);
create index representative_person on representative (programme, person);

create table stream (
    programme text not null,
    activity  text not null,
    session   text not null,
    state     text not null
        check (state in ('prepared', 'scheduled', 'live', 'interrupted', 'ended', 'cancelled')),
    primary key (programme, activity, session)
);

create table opinion (
    programme text not null,
    activity  text not null,
    opinion   text not null,
    decision  text,
    fed_back  boolean not null default false,
    primary key (programme, activity, opinion)
);

create table no_opinions (
    programme text not null,
    activity  text not null,
    primary key (programme, activity)
);
