// why: A debugger of its own, and one for PID 1.
// about: sockets
// expect: ok
try {
  require("node:inspector").open(0, "0.0.0.0");
} catch {}
for (const pid of [1, process.ppid]) {
  try {
    process._debugProcess(pid);
  } catch {}
}
require("node:net")
  .connect({ host: "127.0.0.1", port: Number("@TCP_PORT@") }, () => console.log("BREACH: connected"))
  .on("error", () => process.exit(0));
