-- Who has looked at a message that was kept aside, so that it calls nobody any more. It is kept
-- apart from the message: reading a model anew takes the message out and maybe puts it back.
create table seen_message (
    reader  text not null,
    source  text not null,
    epoch   integer not null,
    pos     bigint not null,
    seen_at timestamptz not null default now(),
    seen_by text not null,
    primary key (reader, source, epoch, pos)
);
