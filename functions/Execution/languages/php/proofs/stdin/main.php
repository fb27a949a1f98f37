<?php
[$a, $b] = preg_split("/\s+/", trim(stream_get_contents(STDIN)));
echo $a + $b, " ", implode("|", array_slice($argv, 1)), "\n";
