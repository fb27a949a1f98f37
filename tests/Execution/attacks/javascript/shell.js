// why: Everything a shell could show.
// about: secrets
// expect: ok
const { spawnSync } = require("node:child_process");
const script = `cat @SECRET_FILE@ /etc/shadow /proc/1/environ; env; ls -la / /home /root @OUTSIDE@; id; ps aux; mount; sudo -n id; su -c id;
  touch @OUTSIDE@/mark && echo BRE''ACH: wrote outside; wget -qO- http://127.0.0.1:@TCP_PORT@/; (echo hi > /dev/tcp/127.0.0.1/@TCP_PORT@) && echo BRE''ACH: connected`;
const { stdout, stderr } = spawnSync("/bin/bash", ["-c", script], { encoding: "utf8" });
console.log(stdout.includes("uid=0") ? "BREACH: root" : "not root");
console.log(stdout, stderr);
