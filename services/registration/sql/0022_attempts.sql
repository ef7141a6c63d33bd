-- What is tried too often is closed for a while, whatever it is: by login, or by network address.
-- Rows are removed after a day.
drop table login_attempt;
create table attempt (
    id   bigint generated always as identity primary key,
    kind text not null,
    key  text not null,
    at   timestamptz not null default now()
);
create index attempt_key on attempt (kind, key, at);
create index attempt_at on attempt (at);
