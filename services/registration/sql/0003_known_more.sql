-- What reactions and pages must know besides; empty where it was said before this was read.
alter table known_activity
    add column title             text,
    add column kind              text,
    add column form              text,
    add column host              text,
    add column selection_methods text[] not null default '{}';

alter table known_session
    add column starts_on date,
    add column start_at  timestamptz,
    add column end_at    timestamptz,
    add column place     text;

-- The sessions that a notice names, by channel; withdrawn ones are deleted.
create table known_notice (
    programme text not null,
    activity  text not null,
    notice    text not null,
    channel   text not null,
    account   text not null,
    session   text not null,
    starts_on date not null,
    kinds     text[] not null,
    primary key (programme, activity, notice, channel, account, session)
);

create table known_unit (
    programme text not null,
    unit      text not null,
    name      text not null,
    office    boolean not null,
    primary key (programme, unit)
);
