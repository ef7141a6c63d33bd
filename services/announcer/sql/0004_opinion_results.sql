-- Results of opinions may be published in a column of their own.
alter table publication drop constraint publication_kind_check;
alter table publication add constraint publication_kind_check
    check (kind in ('notice', 'materials', 'results', 'publicity'));
