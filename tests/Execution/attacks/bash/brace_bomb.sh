# why: One short word that expands to gigabytes.
# about: memory
# expect: memory_limit runtime_error
# limits: wallMs=8000
: {0..9}{0..9}{0..9}{0..9}{0..9}{0..9}{0..9}{0..9}{0..9}
echo "BREACH: a thousand million words"
