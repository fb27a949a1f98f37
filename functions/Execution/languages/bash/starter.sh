#!/usr/bin/env bash
set -euo pipefail

solve() {
  local name=${1:-world}
  echo "Hello, $name!"
}

# What is typed into the input box arrives on standard input.
mapfile -t lines
solve "${lines[@]}"
