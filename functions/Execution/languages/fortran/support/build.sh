#!/bin/bash
# build.sh FILE…: a module must be compiled before the files that use it.
set -euo pipefail
pairs=$(awk '
  { line = tolower($0); sub(/!.*/, "", line) }
  line ~ /^ *module +[a-z]/ && line !~ /^ *module +(procedure|function|subroutine)/ { split(line, word, " "); home[word[2]] = FILENAME }
  line ~ /^ *use[ ,]/ { sub(/^ *use *(,[^:]*::|::)? */, "", line); match(line, /^[a-z0-9_]+/); used[++n] = substr(line, 1, RLENGTH); user[n] = FILENAME }
  END {
    for (i = 1; i < ARGC; i++) print ARGV[i], ARGV[i]
    for (i = 1; i <= n; i++) if (used[i] in home && home[used[i]] != user[i]) print home[used[i]], user[i]
  }' "$@")
mkdir -p /tmp/modules
# shellcheck disable=SC2046 # names of files hold no spaces
exec gfortran -std=f2018 -O2 -g -fbacktrace -fcheck=bounds,do,pointer -fdiagnostics-color=never -J/tmp/modules -o .program $(tsort <<<"$pairs")
