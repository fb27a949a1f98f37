.mode list
create table input(line);
.import --csv /dev/stdin input
select line from input;
select 'žluťoučký 日本語 🦊';
