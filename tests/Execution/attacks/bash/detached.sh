# why: Every way a shell knows to outlive itself: nohup, disown, setsid, at the end of a pipe.
# about: daemons
# expect: ok
# modes: A B
late='sleep 0.7; echo BRE''ACH: alive after the run; touch @OUTSIDE@/mark; sleep 60'
nohup bash -c "$late" 2>/dev/null &
bash -c "$late" & disown -a
setsid -f bash -c "$late"
( (bash -c "$late" &) & )
echo main is done
