-- When the database was backed up. Whoever makes a backup adds a row once it is whole, as its owner;
-- the service only reads it, to tell operators how old the newest one is.
create table backup_made (made_at timestamptz primary key);
