.mode list
create table input(a, b);
.import --csv /dev/stdin input
select a + b from input;
