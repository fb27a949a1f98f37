.mode list
select 'hello from sql';
