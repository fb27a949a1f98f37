<?php

/** @param string[] $lines */
function solve(array $lines): string
{
    return "Hello, " . ($lines[0] ?? "world") . "!";
}

// What is typed into the input box arrives on standard input.
echo solve(file("php://stdin", FILE_IGNORE_NEW_LINES)), "\n";
