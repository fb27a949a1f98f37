.mode list
.read lib/words.sql

select greeting || ', ' || 'Ada' from words;
