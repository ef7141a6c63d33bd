-- What the account was called that looked, where the service that keeps looks knows no accounts.
alter table look add column name text not null default '';
