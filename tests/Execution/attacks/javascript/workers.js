// why: Worker threads without end.
// about: processes
// expect: time_limit runtime_error memory_limit
// limits: wallMs=2500
const { Worker, isMainThread } = require("node:worker_threads");
if (isMainThread) process.on("uncaughtException", () => {});
const more = () => {
  try {
    new Worker(__filename).on("error", () => {});
  } catch {}
};
setInterval(more, 1);
more();
