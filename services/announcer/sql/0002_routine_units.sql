-- Units outside the plan, as compliance registered them; filled from its stream.
create table routine_unit (
    programme text not null,
    unit      text not null,
    name      text not null,
    primary key (programme, unit)
);
