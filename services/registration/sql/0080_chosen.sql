-- Who was chosen elsewhere in a programme is a handful among all who signed up (applicants/marks).
create index person_chosen on person (programme)
    where erased_at is null and (selected_at is not null or seated_at is not null);
