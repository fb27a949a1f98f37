<?php
require __DIR__ . "/lib/words.php";

echo greet("Ada"), "\n";
