-- Plans as read from files, to be reviewed; nothing of a draft is in force before it is adopted.
create table plan_draft (
    draft      text primary key,
    programme  text not null,
    pack       text not null,
    name       text not null,
    kind       text not null,
    text       text not null,
    remarks    jsonb not null,
    saved_at   timestamptz not null,
    saved_by   text not null,
    adopted_at timestamptz,
    adopted_by text
);
create index plan_draft_programme on plan_draft (programme, adopted_at);
