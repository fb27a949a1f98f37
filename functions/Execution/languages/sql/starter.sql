-- What is typed into the input box arrives on standard input: one row per line.
create table input(name text);
.import --csv /dev/stdin input

select 'Hello, ' || coalesce((select name from input), 'world') || '!' as greeting;
