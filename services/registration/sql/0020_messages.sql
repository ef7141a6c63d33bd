-- Telling people. No contact and no text: both are made when a message is sent, from the kind, the
-- activity and the vault, so that nothing is left here of a person who is forgotten.
create table message (
    id          uuid primary key,  -- of the event, the person and the kind: queued once
    programme   text not null,
    activity    text not null,
    session     text not null,     -- '': the activity as a whole
    person      text not null,
    kind        text not null,
    cause       uuid not null,
    state       text not null default 'waiting'
        check (state in ('waiting', 'sending', 'sent', 'called', 'dropped', 'failed')),
    channel     text check (channel in ('mail', 'sms', 'call')),
    attempts    int not null default 0,
    next_try_at timestamptz not null default now(),  -- real time, as claimed_at
    claimed_at  timestamptz,
    created_at  timestamptz not null,                -- business time, as sent_at
    sent_at     timestamptz,
    called_by   text,
    error       text
);
create index message_due on message (next_try_at) where state in ('waiting', 'sending');
create index message_activity on message (programme, activity, session, person);
create index message_person on message (programme, person);

-- Who is to be told of what happens to a session, from the facts of registration itself.
create table message_recipient (
    programme text not null,
    activity  text not null,
    session   text not null,
    person    text not null,
    since     timestamptz not null,
    chosen    boolean not null default false,  -- was told so
    left_at   timestamptz,
    primary key (programme, activity, session, person)
);

-- When a session is, as its sheet says, and why nobody is needed any more.
create table message_sheet (
    programme text not null,
    activity  text not null,
    session   text not null,
    starts_on date,
    start_at  timestamptz,
    cancelled text check (cancelled in ('cancelled', 'online')),
    primary key (programme, activity, session)
);

-- What the announcer says of title, time and place.
create table message_title (
    programme text not null,
    activity  text not null,
    title     text not null,
    primary key (programme, activity)
);
create table message_place (
    programme text not null,
    activity  text not null,
    session   text not null,
    starts_on date not null,
    start_at  timestamptz,
    place     text,
    primary key (programme, activity, session)
);

-- The announcer's stream is read again from its beginning, for the titles and places in it.
delete from checkpoint where projector = 'registration';
