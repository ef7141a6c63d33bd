-- What is held of an activity is found by how its items begin; a look, by the one before it.
create index vault_field_item on vault_field (item text_pattern_ops);
create index look_recent on look (actor, programme, activity, at);
