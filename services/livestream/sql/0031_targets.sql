-- Where the pictures of a session are pushed on to. The key is sealed with the keys of the vault.
create table push_target (
    target     text primary key,
    programme  text not null,
    activity   text not null,
    session    text not null,
    name       text not null,
    address    text not null,
    sealed_key bytea not null,
    state      text not null default 'waiting'
        check (state in ('waiting', 'pushing', 'retrying', 'done', 'given_up')),
    attempts   integer not null default 0,
    since      timestamptz not null
);
create index on push_target (programme, activity, session);
