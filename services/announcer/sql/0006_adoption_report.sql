-- What an adoption report says of an opinion: the official texts that registration tells.
alter table opinion
    add column number      int,
    add column category    text,
    add column independent boolean not null default false,
    add column reason      text,
    add column summary     text,
    add column reply       text,
    add column merged_into text;
-- Read again from the beginning of the streams, for what was not kept so far.
delete from opinion;
delete from checkpoint where projector = 'announcer';
