# why: Links in place of its own file and of every name that somebody stronger might open.
# about: links
# expect: ok
cd /work || exit 1
for name in main.sh out .out .program .classes a.out core proof.json; do
  rm -f "$name"; ln -s "@SECRET_FILE@" "$name"; cat "$name" 2>/dev/null && echo "BREACH: $name leads out"
done
ln -s /work/loop /work/loop; ln -s / /work/all; mkfifo /work/pipe; ln -s /proc/1/root /work/outside
cat /work/outside/etc/shadow /work/all/etc/shadow /work/loop 2>/dev/null && echo "BREACH: read through a link"
cd / && rm -rf /work/* 2>/dev/null; mv /work /moved 2>/dev/null && echo "BREACH: moved /work"; rmdir /work 2>/dev/null && echo "BREACH: removed /work"
echo contained
