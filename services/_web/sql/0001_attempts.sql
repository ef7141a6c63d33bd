-- What is tried too often is closed for a while (services/_web/limits.py). Rows are removed after a
-- day. Registration has had this table since its own 0022.
create table attempt (
    id   bigint generated always as identity primary key,
    kind text not null,
    key  text not null,
    at   timestamptz not null default now()
);
create index attempt_key on attempt (kind, key, at);
create index attempt_at on attempt (at);
