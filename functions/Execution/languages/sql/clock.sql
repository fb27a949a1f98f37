-- The time in milliseconds since 1970, again after the end of input.
create table input(line text);
create view clock as select cast(round((julianday('now') - 2440587.5) * 86400000) as integer) as milliseconds;

select * from clock;
.import --csv /dev/stdin input
select * from clock;
