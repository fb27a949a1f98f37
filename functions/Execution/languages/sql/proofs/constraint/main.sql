create table people(name text primary key);

insert into people values ('Ada');
insert into people values ('Ada');
