-- What may be read of an activity's people. No names, no contacts: persons are opaque ids.
-- session is '' where the activity as a whole is meant.
create table sign_up (
    programme text not null,
    activity  text not null,
    session   text not null,
    open      boolean not null,
    closes_at timestamptz,
    primary key (programme, activity, session)
);

create table person (
    programme    text not null,
    activity     text not null,
    session      text not null,
    person       text not null,
    category     text,
    method       text,
    signed_up_at timestamptz,
    selected_at  timestamptz,
    seated_at    timestamptz,
    primary key (programme, activity, session, person)
);

create table opinion (
    programme   text not null,
    activity    text not null,
    opinion     text not null,
    session     text not null,
    category    text,
    recorded_at timestamptz not null,
    decision    text,
    reason      text,
    decided_at  timestamptz,
    fed_back_at timestamptz,
    primary key (programme, activity, opinion)
);

create table attendance (
    programme  text not null,
    activity   text not null,
    session    text not null,
    attendance jsonb not null,
    leader     text not null,
    primary key (programme, activity, session)
);
