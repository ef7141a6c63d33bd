-- Notices while they are written. Every version is kept, also one that was saved beside a newer one
-- (aside): nobody's text is lost. Nothing of a draft is public before it is published as a fact.
create table notice_draft (
    draft      text primary key,
    programme  text not null,
    activity   text not null,
    name       text not null,
    about      jsonb not null,
    begun_at   timestamptz not null,
    begun_by   text not null,
    -- The version that is to be published at a moment, by whom it was set.
    publish_at timestamptz,
    publish_by text
);
create index notice_draft_activity on notice_draft (programme, activity, begun_at);

create table notice_version (
    draft    text not null references notice_draft,
    version  integer not null,
    boxes    jsonb not null,
    sha256   text not null,
    aside    boolean not null,
    saved_at timestamptz not null,
    saved_by text not null,
    saver    text not null,
    primary key (draft, version)
);

-- What people did with a version; sha256 says with exactly which text.
create table notice_step (
    step    text not null check (step in ('submitted', 'approved', 'returned', 'examined',
        'scheduled', 'unscheduled', 'published', 'entered')),
    draft   text not null references notice_draft,
    version integer not null,
    sha256  text not null,
    at      timestamptz not null,
    by      text not null,
    actor   text not null,
    remark  text not null default '',
    number  bigint generated always as identity primary key
);
create index notice_step_draft on notice_step (draft, number);

-- How a unit reviews its notices; '' is every unit of the programme that has no row of its own.
create table notice_review (
    programme    text not null,
    unit         text not null,
    review_asked boolean not null,
    review_days  integer not null check (review_days between 1 and 60),
    primary key (programme, unit)
);
