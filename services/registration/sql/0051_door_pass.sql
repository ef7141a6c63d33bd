-- Who may let people in at one door on one day without an account; the word itself is not kept.
create table door_pass (
    id         text primary key,
    programme  text not null,
    activity   text not null,
    session    text not null,
    day        date not null,
    csrf       text not null,
    issued_by  text not null,
    issued_at  timestamptz not null,
    revoked_at timestamptz
);
create index door_pass_door on door_pass (programme, activity, session);
