#!/bin/bash
# build.sh TOOLCHAIN ENTRY
set -euo pipefail
gcc -c -o /tmp/at_once.o "$1/at_once.c"
exec ghc -v0 -O1 -i"$PWD" -outputdir /tmp/ghc -fdiagnostics-color=never -with-rtsopts=-M224m -o .program "$2" /tmp/at_once.o
