# why: A family that ignores every signal that can be ignored and starts itself anew when one dies.
# about: signals
# expect: time_limit
# limits: wallMs=1200
# modes: A B
trap '' HUP INT QUIT TERM USR1 USR2 PIPE ALRM TSTP TTIN TTOU
keep() { while :; do (trap '' HUP TERM; sleep 1) & wait; done; }
keep & keep &
keep
