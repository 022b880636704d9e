"use strict";
// Loaded by Node before jsii's runtime. Five things change, none of what is synthesised:
// 1. A prebuilt provider's lib/index.js, which requires every submodule, resolves to the lib/lazy-index.js
//    that ships beside it and defines the same exports as getters. So do those of CDKTF's fork, CDK Terrain.
// 2. bin/jsii-runtime.js starts lib/program.js as a second process and relays every message to its file
//    descriptor 3. Here the first process runs the program itself and speaks on descriptors 0 and 1.
// 3. The deprecation DEP0044 of cdktf's dependencies is not printed at every synthesis.
// 4. Terraform is asked once for its version, not again for each terraform_data.
// 5. Where a token was made is put into words when somebody reads it, which only errors do.
const childProcess = require("node:child_process");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

const EAGER_INDEX = /[\\/]@cdkt[fn][\\/]provider-[^\\/]+[\\/]lib[\\/]index\.js$/;
const STACK_TRACE = /[\\/]cdkt[fn][\\/]lib[\\/]tokens[\\/]private[\\/]stack-trace\.js$/;
const RELAY = /[\\/]bin[\\/]jsii-runtime\.js$/;
const CHANNEL = 3;

const resolveFilename = Module._resolveFilename;
const chosen = new Map();

function choose(file) {
  if (EAGER_INDEX.test(file)) return existing(path.join(path.dirname(file), "lazy-index.js"), file);
  if (RELAY.test(file)) {
    const program = existing(path.join(path.dirname(file), "..", "lib", "program.js"), file);
    if (program !== file) speakDirectly();
    return program;
  }
  return file;
}

function existing(candidate, otherwise) {
  return fs.existsSync(candidate) ? candidate : otherwise;
}

// What the relay does: messages from and to the host, and the program's own output wrapped in JSON on stderr.
function speakDirectly() {
  const { readSync, writeSync } = fs;
  fs.readSync = (descriptor, ...rest) => {
    if (descriptor !== CHANNEL) return readSync(descriptor, ...rest);
    const count = readSync(0, ...rest);
    // The host is gone without a word. The program would ask again for ever; its relay used to end it.
    if (count === 0) process.exit(1);
    return count;
  };
  fs.writeSync = (descriptor, ...rest) => writeSync(descriptor === CHANNEL ? 1 : descriptor, ...rest);
  for (const name of ["stdout", "stderr"]) {
    process[name].write = (chunk, encoding, callback) => {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk, callback ? encoding : "utf8") : Buffer.from(chunk);
      writeSync(2, JSON.stringify({ [name]: bytes.toString("base64") }) + "\n");
      const done = typeof encoding === "function" ? encoding : callback;
      if (done) process.nextTick(done);
      return true;
    };
  }
  // The kernel asks here whether it may link packages.
  process.execArgv.push("--preserve-symlinks");
}

Module._resolveFilename = function (...request) {
  const file = resolveFilename.apply(this, request);
  if (typeof file !== "string") return file;
  if (!chosen.has(file)) chosen.set(file, choose(file));
  return chosen.get(file);
};

const emitWarning = process.emitWarning;
process.emitWarning = function (warning, ...rest) {
  const code = typeof rest[0] === "object" ? rest[0]?.code : rest[1];
  if (code !== "DEP0044") emitWarning.call(process, warning, ...rest);
};

// cdktf's ValidateBinaryVersion runs it through a shell: 80 ms each time, and no stack can change the answer.
const execSync = childProcess.execSync;
const versions = new Map();
childProcess.execSync = function (command, ...rest) {
  if (!/^\S+ version$/.test(command)) return execSync.call(this, command, ...rest);
  if (!versions.has(command)) versions.set(command, execSync.call(this, command, ...rest));
  return versions.get(command);
};

// cdktf asks for the whole stack at each token and each attribute: a tenth of Node's time or more went into these words.
function captureStackTrace(below) {
  const made = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = Number.MAX_SAFE_INTEGER;
  try {
    Error.captureStackTrace(made, below || captureStackTrace);
  } finally {
    Error.stackTraceLimit = limit;
  }
  let lines;
  const read = () => (lines ??= (made.stack || "").split("\n").slice(1).map((line) => line.replace(/^\s*at\s+/, "")));
  return new Proxy([], {
    get: (_, key) => Reflect.get(read(), key),
    has: (_, key) => Reflect.has(read(), key),
    ownKeys: () => Reflect.ownKeys(read()),
    getOwnPropertyDescriptor: (_, key) => Reflect.getOwnPropertyDescriptor(read(), key),
  });
}

const loadFile = Module._extensions[".js"];
Module._extensions[".js"] = function (module, file) {
  loadFile.call(this, module, file);
  if (STACK_TRACE.test(file)) module.exports.captureStackTrace = captureStackTrace;
};
