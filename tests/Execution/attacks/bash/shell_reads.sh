# why: What a shell can show, reach and write.
# about: secrets
# expect: ok
cat "@SECRET_FILE@" /etc/shadow /proc/1/environ /proc/1/cmdline 2>&1
for process in /proc/[0-9]*; do tr '\0' '\n' <"$process/environ" 2>/dev/null | grep CODEMEET && echo "BREACH: environment of $process"; done
(exec 3<>"/dev/tcp/127.0.0.1/@TCP_PORT@") 2>/dev/null && echo "BREACH: connected"
for folder in @OUTSIDE@ / /usr /etc /dev /proc /run /home /var; do (: >"$folder/mark") 2>/dev/null && echo "BREACH: wrote to $folder"; done
for program in su sudo mount umount newgrp passwd chsh gpasswd pkexec; do
  path=$(command -v "$program") && "$path" -c id </dev/null 2>/dev/null | grep -q 'uid=0' && echo "BREACH: $program"
done
[ "$(id -u)" -ne 0 ] && echo contained
