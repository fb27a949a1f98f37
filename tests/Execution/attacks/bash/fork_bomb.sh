# why: The one everybody knows, with its first process kept alive.
# about: processes
# expect: time_limit
# limits: wallMs=1500
bomb() { bomb | bomb & }
bomb
while :; do sleep 0.1; done 2>/dev/null
