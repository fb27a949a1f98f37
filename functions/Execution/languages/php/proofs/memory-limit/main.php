<?php
$rows = [];
while (true) {
    $rows[] = str_repeat("x", 1_000_000);
}
