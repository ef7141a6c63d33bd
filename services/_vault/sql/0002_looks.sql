-- Who looked at full values, when and what for. Items are opaque ids, so that a person who is
-- forgotten leaves nothing here that names them. The actor is an account, told to no citizen.
create table look (
    id        bigint generated always as identity primary key,
    at        timestamptz not null,
    actor     text not null,
    unit      text,
    roles     text[] not null default '{}',
    programme text not null,
    activity  text not null,
    purpose   text not null,
    items     text[] not null
);
create index look_items on look using gin (items);

-- What somebody has just said they look for; real time.
create table look_purpose (
    id        bigint generated always as identity primary key,
    actor     text not null,
    programme text not null,
    activity  text not null,
    purpose   text not null,
    stated_at timestamptz not null default now()
);
create index look_purpose_actor on look_purpose (actor, programme, activity);
