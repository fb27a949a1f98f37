# The time in milliseconds since 1970, again after a line of input.
date +%s%3N
read -r
date +%s%3N
