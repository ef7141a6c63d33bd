-- Up to where a reaction has acknowledged everything, at least: a consumer that was lost begins there.
create table reaction_floor (
    name  text not null,
    epoch integer not null,  -- of the source's stream
    floor bigint not null,
    primary key (name, epoch)
);
