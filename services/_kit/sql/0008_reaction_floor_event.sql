-- Which event stood at the floor. A stream that tells another there is of another history: nothing of it is done.
alter table reaction_floor add column event_id text not null default '';
