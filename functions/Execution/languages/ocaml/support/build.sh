#!/bin/bash
# build.sh FILE…: the modules in the order in which they need each other, with the libraries that come with the compiler.
set -euo pipefail
folders=()
for file in "$@"; do
  [[ $file == */* ]] && folders+=(-I "${file%/*}")
done
ordered=$(ocamldep "${folders[@]}" -sort "$@")
# shellcheck disable=SC2086 # names of files hold no spaces
exec ocamlopt -g "${folders[@]}" unix.cmxa str.cmxa -o .program $ordered
