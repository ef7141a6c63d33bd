-- One table of looks for every vault.
insert into look (at, actor, programme, activity, purpose, items)
    select at, actor, programme, activity, purpose, items from vault_look order by id;
drop table vault_look;

-- When the year's assessment was closed, as compliance says; read again from its beginning.
create table known_assessment (
    programme text primary key,
    closed_at timestamptz not null
);
delete from checkpoint where projector = 'registration';

-- A purge that is under way: how far it has come, so that another process goes on from there.
create table purging (
    programme text not null,
    activity  text not null,
    stage     text not null,
    persons   int not null,
    digest    bytea not null,
    primary key (programme, activity, stage)
);

-- Whose data were purged; that they signed up and came stays.
alter table person add column purged_at timestamptz;

-- What was purged, from the facts.
create table purged (
    programme  text not null,
    activity   text not null,
    at         timestamptz not null,
    stage      text not null,
    reason     text not null,
    kept_until timestamptz not null,
    persons    int not null,
    sha256     text not null
);
create index purged_activity on purged (programme, activity);

-- What a person asked for of their own data, themselves or through staff, who say why.
create table data_request (
    id        bigint generated always as identity primary key,
    at        timestamptz not null,
    kind      text not null check (kind in ('access', 'correction', 'erasure')),
    programme text not null,
    person    text not null,
    fields    text[] not null default '{}',
    actor     text,             -- null: the person, by code
    unit      text,
    reason    text
);
create index data_request_person on data_request (person);
