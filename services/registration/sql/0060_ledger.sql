-- The ledger of opinions. number: 受理编号 within the activity, in the order of the log.
alter table opinion
    add column number       int,
    add column independent  boolean not null default false,
    add column returned_by  text,
    add column return_reason text,
    add column corrected_at timestamptz,
    add column summary      text,
    add column public_reply text,
    add column merged_into  text,
    add column satisfied    boolean,
    add column reopened_at  timestamptz;
update opinion set number = counted.number from (
    select stream, data ->> 'opinion' as opinion,
           row_number() over (partition by stream order by pos) as number
    from event where type = 'OpinionRecorded.v1'
) counted
where counted.stream = 'opinions:' || programme || ':' || activity
  and counted.opinion = opinion.opinion;
alter table opinion alter column number set not null;
create index opinion_merged on opinion (programme, activity, merged_into)
    where merged_into is not null;

-- Until when compliance wants the opinions of an activity fed back, as its notifier said last.
create table feedback_due (
    programme text not null,
    activity  text not null,
    due       date not null,
    primary key (programme, activity)
);
delete from checkpoint where projector = 'registration';
