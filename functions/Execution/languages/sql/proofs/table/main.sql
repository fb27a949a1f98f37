create table people(name text, born integer);
insert into people values ('Ada', 1815), ('Alan', 1912);

select name, born from people order by born desc;
