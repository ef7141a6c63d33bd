-- Notices handed to a connected channel, waiting until it gives a receipt. The id follows from draft,
-- text and channel, so that a text goes to a channel once. ``notice`` is what the
-- fact will say, ``content`` what is posted; channel is the key of the connection. Real time, but
-- for at.
create table notice_delivery (
    id          uuid primary key,
    draft       text not null,
    version     integer not null,
    sha256      text not null,
    channel     text not null,
    notice      jsonb not null,
    content     jsonb not null,
    by          text not null,
    actor       text not null,
    at          timestamptz not null,
    state       text not null default 'waiting'
        check (state in ('waiting', 'sending', 'sent', 'failed', 'dropped')),
    attempts    integer not null default 0,
    next_try_at timestamptz not null default now(),
    claimed_at  timestamptz,
    sent_at     timestamptz,
    error       text,
    foreign key (draft, version) references notice_version
);
create index notice_delivery_due on notice_delivery (next_try_at)
    where state in ('waiting', 'sending');
create index notice_delivery_draft on notice_delivery (draft, at);

alter table notice_step drop constraint notice_step_step_check;
alter table notice_step add constraint notice_step_step_check check (step in ('submitted',
    'approved', 'returned', 'examined', 'scheduled', 'unscheduled', 'published', 'entered',
    'handed'));

-- When the page of a notice is looked at next (business time), and what the last look came to;
-- verified_at is the last look that found it as published; claimed_at is real time. Without next_at it is not looked at any more.
create table page_look (
    publication uuid primary key references publication,
    next_at     timestamptz,
    claimed_at  timestamptz,
    looked_at   timestamptz,
    verified_at timestamptz,
    state       text not null default 'waiting',
    detail      text not null default '',
    in_a_row    integer not null default 0
);
create index page_look_due on page_look (next_at);
insert into page_look (publication, next_at)
    select id, recorded_at from publication where kind = 'notice' and withdrawn_at is null;
