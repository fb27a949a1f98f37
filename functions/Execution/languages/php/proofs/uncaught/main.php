<?php
function half(int $n): int
{
    throw new InvalidArgumentException("odd: $n");
}

echo half(3);
