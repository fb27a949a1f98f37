create table words as select 'Hello' as greeting;
