# why: Shells signal whole groups, sessions and everybody with one word.
# about: signals
# expect: ok runtime_error
trap '' TERM HUP INT
for target in -1 1 -- 0; do kill -TERM -- "$target" 2>/dev/null; kill -STOP 1 2>/dev/null; kill -KILL 1 2>/dev/null; done
kill -0 "$PPID" 2>/dev/null && [ "$PPID" -gt 1 ] && echo "BREACH: a parent outside"
for ((i = 2; i < 300; i++)); do [ "$i" -ne "$$" ] && [ "$i" -ne "$BASHPID" ] && kill -KILL "$i" 2>/dev/null; done
echo contained
