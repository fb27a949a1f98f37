<?php
echo "never";

function half(int $n {
}
