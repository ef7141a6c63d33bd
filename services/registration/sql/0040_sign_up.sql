-- The words that people were told before they consented, once each.
create table consent_notice (
    sha256 text primary key,
    says   text not null
);

-- Who consented to them: gone with their person.
create table consent (
    person       text not null references vault_person on delete cascade,
    programme    text not null,
    activity     text not null,
    session      text not null,
    at           timestamptz not null,
    notice       text not null references consent_notice,
    given_by     text not null check (given_by in ('person', 'guardian')),
    access_needs boolean not null,  -- consented to separately
    channel      text not null,
    entered_by   text,              -- the account that heard it by telephone or read it on paper
    primary key (person, session, at)
);

-- Why somebody was invited, an official text.
alter table person add column invite_reason text;

-- Telephone numbers of a unit's own staff, as keyed hashes that nobody can turn back.
create table staff_number (
    unit   text not null,
    digest bytea not null,
    primary key (unit, digest)
);
