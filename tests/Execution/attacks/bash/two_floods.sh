# why: Both streams at once, from processes that are not the main one.
# about: output
# expect: output_limit
yes out & yes err >&2 & yes more | tee /dev/stderr &
wait
