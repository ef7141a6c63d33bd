-- Files that were uploaded for an activity. What stands here was found good and is kept under its id.
create table material_file (
    file      text primary key,
    programme text not null,
    activity  text not null,
    purpose   text not null check (purpose in ('photo', 'introduction', 'recording', 'questions', 'other')),
    name      text not null,
    kind      text not null,
    size      bigint not null,
    sha256    text not null,
    -- What it shows, for whoever does not see it.
    alt       text not null,
    added_at  timestamptz not null,
    added_by  text not null,
    -- No longer part of what is to be published; kept as long as the bundle that is out holds it.
    dropped_at timestamptz
);
create index material_file_activity on material_file (programme, activity, added_at);

-- What a bundle was made of when it was published; its hash stands in the fact.
create table material_bundle (
    programme text not null,
    activity  text not null,
    sha256    text not null,
    items     jsonb not null,
    primary key (programme, activity, sha256)
);

-- What a bundle tells of who came and what was asked, filled from the streams. A session of ''
-- stands for the activity as a whole.
create table attendance (
    programme text not null,
    activity  text not null,
    session   text not null,
    came      jsonb not null,
    primary key (programme, activity, session)
);

create table question (
    programme text not null,
    activity  text not null,
    question  text not null,
    answered  boolean not null,
    primary key (programme, activity, question)
);
-- Read again from the beginning of the streams, for what was not kept so far.
delete from checkpoint where projector = 'announcer';
