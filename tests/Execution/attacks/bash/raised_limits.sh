# why: Hard limits may be lowered, never raised.
# about: processes
# expect: ok
for limit in u n f v d l q s c; do
  before=$(ulimit -H -"$limit")
  [ "$before" = unlimited ] && continue
  ulimit -H -"$limit" unlimited 2>/dev/null && echo "BREACH: limit $limit is not $before any more"
  ulimit -H -"$limit" $((before + 1)) 2>/dev/null && echo "BREACH: limit $limit was raised"
done
echo contained
