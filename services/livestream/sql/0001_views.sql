-- The streams as they stand, written in the writer's own transaction.
create table stream (
    programme  text not null,
    activity   text not null,
    session    text not null,
    phase      text not null check (phase in ('scheduled', 'live', 'ended', 'cancelled')),
    starts_at  timestamptz not null,
    account    text not null,
    started_at timestamptz,
    ended_at   timestamptz,
    primary key (programme, activity, session)
);
