<?php
echo $missing, "on\n";
