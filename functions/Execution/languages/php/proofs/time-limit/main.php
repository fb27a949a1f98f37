<?php
echo "partial\n";
while (true) {
}
