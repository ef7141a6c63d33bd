-- Who came without a seat; the office of the leader who came, and why a word on it was corrected.
alter table person add column walked_in boolean not null default false;
alter table attendance
    add column leader_office text,
    add column reason        text;
