#!/bin/bash
# build.sh TOOLCHAIN ENTRY FILE…: the program; units are found in all folders that have files.
set -euo pipefail
toolchain=$1 entry=$2; shift 2
options=(-l- -v0ew -O2 -gl -Cr -FU/tmp)
for file in "$@"; do
  [[ $file == */* ]] && options+=("-Fu${file%/*}")
done
# The compiler fails on a unit of its options together with one that the program has from a path.
grep -qiE "[[:space:]]in[[:space:]]+'" -- "$entry" || options+=("-Fu$toolchain" -FaAtOnce)
exec fpc "${options[@]}" -o.program "$entry"
