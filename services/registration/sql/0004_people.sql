-- The sheet of a session. ends_at: when sign-up and withdrawal end at the latest.
create table sheet (
    programme text not null,
    activity  text not null,
    session   text not null,
    starts_on date not null,
    start_at  timestamptz,
    ends_at   timestamptz not null,
    cancelled text,
    primary key (programme, activity, session)
);

alter table sign_up
    add column seats int,
    add column rule  text;

create table opening (
    programme text not null,
    activity  text not null,
    session   text not null,
    closes_at timestamptz not null,
    seats     int not null,
    rule      text not null,
    primary key (programme, activity, session)
);

create table selection (
    programme  text not null,
    activity   text not null,
    session    text not null,
    rule       text not null,
    seats      int not null,
    reserve    int not null,
    pool       int not null,
    seed       text,
    decided_at timestamptz not null,
    primary key (programme, activity, session)
);

alter table person
    add column channel        text,
    add column withdrawn_at   timestamptz,
    add column invited_at     timestamptz,
    add column accepted       boolean,
    add column reserve_rank   int,
    add column released_at    timestamptz,
    add column release_reason text,
    add column checked_in_at  timestamptz,
    add column erased_at      timestamptz;
create index person_person on person (person);

alter table opinion
    add column source     text,
    add column question   text,
    add column unit       text,
    add column replied_by text,
    add column replied_at timestamptz,
    add column means      text;

-- Whose words an opinion is: a person of the vault, gone with them.
create table opinion_author (
    programme text not null,
    activity  text not null,
    opinion   text not null,
    person    text not null,
    primary key (programme, activity, opinion)
);
create index opinion_author_person on opinion_author (person);

-- Who looked at full names and contacts, and what for.
create table vault_look (
    id        bigint generated always as identity primary key,
    at        timestamptz not null,
    actor     text not null,
    purpose   text not null,
    programme text not null,
    activity  text not null,
    items     text[] not null
);
