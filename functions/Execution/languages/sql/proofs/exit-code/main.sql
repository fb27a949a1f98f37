.mode list
select 'before';
.exit 3
