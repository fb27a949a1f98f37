<?php

// The time in milliseconds since 1970, again after a line of input.
echo floor(microtime(true) * 1000), "\n";
fgets(STDIN);
echo floor(microtime(true) * 1000), "\n";
