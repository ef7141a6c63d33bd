-- Streams also stand before they are scheduled, and while they are interrupted.
alter table stream drop constraint stream_phase_check;
alter table stream add constraint stream_phase_check check
    (phase in ('prepared', 'scheduled', 'live', 'interrupted', 'ended', 'cancelled'));
alter table stream alter column starts_at drop not null;
alter table stream alter column account drop not null;
alter table stream add column starts_on date;
update stream set starts_on = (starts_at at time zone 'Asia/Shanghai')::date;
alter table stream alter column starts_on set not null;

-- Sessions whose question box a person or the clock has closed.
create table closed_box (
    programme text not null,
    activity  text not null,
    session   text not null,
    closed_at timestamptz not null,
    primary key (programme, activity, session)
);

-- The questions as they stand, without a word of theirs; these are in the vault.
create table question (
    programme   text not null,
    activity    text not null,
    session     text not null,
    question    text not null,
    number      integer not null,
    phase       text not null check (phase in ('waiting', 'held', 'released', 'answered', 'left_open')),
    reason      text,
    means       text,
    asked_at    timestamptz not null,
    answered_at timestamptz,
    shown_from  bigint,  -- where in our log it was first shown to the public
    primary key (programme, activity, question)
);

-- More of what the announcer says; read again from the beginning of its stream.
delete from known_session;
delete from known_activity;
delete from checkpoint where projector = 'livestream';
alter table known_activity
    add column title   text not null,
    add column kind    text not null,
    add column form    text,
    add column account text;
alter table known_session
    add column starts_on date not null,
    add column start_at  timestamptz;
