-- The draw of a session ('' : of the activity as a whole).
-- Its facts as they were told, in order: folded again to know how far it has come.
create table draw_fact (
    pos       bigint primary key,
    programme text not null,
    activity  text not null,
    session   text not null,
    type      text not null,
    data      jsonb not null,
    at        timestamptz not null
);
create index draw_fact_place on draw_fact (programme, activity, session, pos);

-- What anybody downloads: the sealed part, and all of it once the seed is known.
create table draw_bundle (
    programme text not null,
    activity  text not null,
    session   text not null,
    sealed    text not null,
    revealed  text,
    primary key (programme, activity, session)
);

-- Whose number is which. Goes with the person; the bundle names nobody.
create table draw_entry (
    programme text not null,
    activity  text not null,
    session   text not null,
    entry     int not null,
    person    text not null,
    primary key (programme, activity, session, entry)
);
create index draw_entry_person on draw_entry (person);

-- Why it could not be sealed by itself, for the desk: gone with the seal.
create table draw_problem (
    programme text not null,
    activity  text not null,
    session   text not null,
    reason    text not null,
    says      text not null,
    quotas    jsonb,
    primary key (programme, activity, session)
);
