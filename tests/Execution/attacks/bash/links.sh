# why: Links in place of its own file and of every name that somebody stronger might open.
# about: links
# expect: ok
work=$PWD
for name in main.sh out .out .program .classes a.out core proof.json; do
  rm -f "$name"; ln -s "@SECRET_FILE@" "$name"; cat "$name" 2>/dev/null && echo "BREACH: $name leads out"
done
ln -s "$work/loop" loop; ln -s / all; mkfifo pipe; ln -s /proc/1/root outside
cat outside/etc/shadow all/etc/shadow loop 2>/dev/null && echo "BREACH: read through a link"
cd / && rm -rf "$work"/* 2>/dev/null; mv "$work" /moved 2>/dev/null && echo "BREACH: moved its folder"; rmdir "$work" 2>/dev/null && echo "BREACH: removed its folder"
echo contained
