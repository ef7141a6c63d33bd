-- Where a unit is reached. Set by the office; no fact, and never on the bus.
create table unit_address (
    unit        text primary key,
    mail        text, -- the duty mailbox
    leader_mail text, -- the principal leader's office, for escalations
    webhook     text  -- the unit's number at the webhook's gateway
);

-- The outbox: a row for each way by which a UnitReminded reaches its unit. No address and no text:
-- both are made when it is sent, from what is still open then.
create table reminder (
    id          uuid primary key, -- of the event and the way: queued once
    programme   text not null,
    unit        text not null,
    cause       uuid not null, -- the UnitReminded
    channel     text not null check (channel in ('mail', 'leader_mail', 'webhook')),
    state       text not null default 'waiting'
        check (state in ('waiting', 'sending', 'sent', 'dropped', 'failed')),
    attempts    int not null default 0,
    next_try_at timestamptz not null default now(), -- real time, as claimed_at
    claimed_at  timestamptz,
    created_at  timestamptz not null,               -- business time, as sent_at
    sent_at     timestamptz,
    error       text
);
create index reminder_due on reminder (next_try_at) where state in ('waiting', 'sending');
create index reminder_unit on reminder (programme, unit, created_at);
