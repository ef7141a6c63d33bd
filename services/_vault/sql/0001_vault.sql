-- One key a person. Whoever deletes the row deletes everything that could be read with it.
create table vault_person (
    person     text primary key,
    wrapped    bytea not null,
    wrapped_by text not null,
    since      timestamptz not null default now()
);

-- A sealed value of an item: the person itself, an opinion, a question.
create table vault_field (
    item   text not null,
    name   text not null,
    person text not null references vault_person on delete cascade,
    sealed bytea not null,
    primary key (item, name)
);
create index vault_field_person on vault_field (person);

-- Who is found by a telephone number, without the number: an HMAC of it.
create table vault_index (
    kind   text not null,
    digest bytea not null,
    person text not null references vault_person on delete cascade,
    primary key (kind, digest)
);
create index vault_index_person on vault_index (person);
