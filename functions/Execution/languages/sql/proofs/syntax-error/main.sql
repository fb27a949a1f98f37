select 1;

select missing
from nowhere;
