-- How soon a key may try again, for all processes together. Keys are keyed hashes, so that no
-- number and no address stands here. Not logged: nothing is lost with it but patience.
create unlogged table pace (
    kind    text not null,
    key     bytea not null,
    free_at timestamptz not null,
    primary key (kind, key)
);
