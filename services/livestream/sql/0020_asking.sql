-- Questions may be merged into another of their session, and be taken up live.
alter table question drop constraint question_phase_check;
alter table question add constraint question_phase_check check
    (phase in ('waiting', 'held', 'released', 'merged', 'answered', 'left_open'));
alter table question add column into_question text;
alter table question add column taken_up_at timestamptz;  -- of the last time, while it counts

-- Where a host put a question before the others; the least comes first.
alter table question add column place integer;

-- Who wants to know it too, the asker among them. Counted, never shown and never published.
create table vote (
    programme text not null,
    activity  text not null,
    question  text not null,
    person    text not null,
    primary key (programme, activity, question, person)
);
create index vote_person on vote (person);

-- How many streams of changes each process had open in a minute of a running session.
create table viewers (
    programme text not null,
    activity  text not null,
    session   text not null,
    minute    timestamptz not null,
    process   text not null,
    streams   integer not null,
    primary key (programme, activity, session, minute, process)
);

-- Which sessions a notice has announced; read again from the beginning of announcer's stream.
delete from known_session;
delete from known_activity;
delete from checkpoint where projector = 'livestream';
alter table known_session add column noticed boolean not null default false;
