# why: Leaves its terminal raw, silent and with its keys changed, then ends well: the next run has another one.
# about: terminal
# as: terminal
# expect: ok
stty raw -echo -isig intr undef eof undef columns 1 rows 1 2>/dev/null
printf '\033c\033[?1049h\033]0;title\007\033[6n\033]52;c;ZXZpbA==\007\033P+q544e\033\\'
echo contained
