// Loaded into node with --require before the program that its command line names, which is not there yet: node has started
// and waits here, in the middle of its own start, until it is told what to run (docs/languages.md, "Warm"). What it does
// then is its own code again, so that traces, modules of both kinds and the exit code are those of a fresh `node FILE`.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const Module = require('node:module');
const { isMainThread } = require('node:worker_threads');

const COMPILER_OUTPUT = 4, COMMANDS = 5, ANSWERS = 6, COMPILED = 7;

/** @returns {Buffer | null} null if the other side closed first */
function read(fd, length) {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length;) {
    const n = fs.readSync(fd, bytes, at, length - at, null);
    if (n === 0) return null;
    at += n;
  }
  return bytes;
}

/** Descriptors are given out lowest first, so an opened file takes the place of the one just closed. */
function bindTerminal(terminal) {
  for (const fd of [0, 1, 2]) {
    fs.closeSync(fd);
    // The agent made us leader of a session without a terminal, so this one becomes it.
    if (fs.openSync(terminal, 'r+') !== fd) process.exit(120);
  }
}

function wait() {
  // With a compiler in front of us, it has answered for the host, and tells how it went when it ends.
  if (process.env.WARM_COMPILER) {
    delete process.env.WARM_COMPILER;
    const compiled = read(COMPILED, 1);
    fs.closeSync(COMPILED);
    if (compiled === null || compiled[0] !== 0) process.exit(compiled === null ? 120 : compiled[0]);
  } else {
    fs.writeSync(ANSWERS, 'R');
  }

  const length = read(COMMANDS, 4);
  if (length === null) process.exit(0);
  const [command, terminal, entry, ...args] = read(COMMANDS, length.readUInt32LE(0)).toString('utf8').split('\0').slice(0, -1);
  if (command !== 'run') process.exit(120);
  if (terminal) bindTerminal(terminal);
  for (const fd of [COMPILER_OUTPUT, COMMANDS, ANSWERS]) {
    try {
      fs.closeSync(fd);
    } catch (e) {
      if (e.code !== 'EBADF') throw e;
    }
  }

  start(path.resolve(entry), args);
}

function start(file, args) {
  process.argv.splice(1, Infinity, file, ...args);
  process.execArgv.splice(process.execArgv.indexOf('--require'), 2);
  delete require.cache[__filename];
  // Node is about to call Module.runMain with the file of its command line. It gets a function bound to ours instead, which
  // is no line in a trace as a wrapper would be; and the property is itself again before the first trace names it.
  const { runMain } = Module;
  Object.defineProperty(Module, 'runMain', {
    configurable: true,
    get() {
      Object.defineProperty(Module, 'runMain', { value: runMain, configurable: true, enumerable: true, writable: true });
      return runMain.bind(Module, file);
    },
  });
}

// The program's own threads load this file too.
if (isMainThread) wait();
