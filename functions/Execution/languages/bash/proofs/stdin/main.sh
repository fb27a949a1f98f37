read -r a b
IFS="|"
echo "$((a + b)) $*"
