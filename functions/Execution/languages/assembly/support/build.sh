#!/bin/bash
# build.sh FILE…: assembles each and links them: alone where one has _start, with the C library where one has main.
set -euo pipefail
objects=()
failed=0
for file in "$@"; do
  object=/tmp/${file//\//_}.o
  objects+=("$object")
  nasm -f elf64 -g -F dwarf -o "$object" "$file" || failed=1
done
[ "$failed" = 0 ] || exit 1
if grep -qE '^[[:space:]]*global[[:space:]].*\<main\>' -- "$@"; then
  exec gcc -no-pie -o .program "${objects[@]}"
fi
exec ld -o .program "${objects[@]}"
