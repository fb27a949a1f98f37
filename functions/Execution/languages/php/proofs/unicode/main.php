<?php
echo fgets(STDIN);
echo "žluťoučký 日本語 🦊\n";
