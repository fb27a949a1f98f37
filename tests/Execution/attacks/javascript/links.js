// why: Turns its own files into links to the host, as if somebody stronger would follow them.
// about: links
// expect: ok
// modes: A B
const fs = require("node:fs");
for (const name of ["main.js", "out", ".out", ".program", ".classes", "proof.json"]) {
  fs.rmSync(`/work/${name}`, { force: true });
  for (const target of ["@SECRET_FILE@", "/etc/shadow", "/proc/1/root@SECRET_FILE@"]) {
    try {
      fs.rmSync(`/work/${name}`, { force: true });
      fs.symlinkSync(target, `/work/${name}`);
      console.log("BREACH:", fs.readFileSync(`/work/${name}`, "utf8").length, target);
    } catch {}
  }
}
try {
  fs.linkSync("/proc/1/environ", "/work/hard");
  console.log("BREACH: hard link");
} catch {}
console.log("contained");
