"use strict";
// A prebuilt CDKTF provider ships lib/index.js, which requires every submodule, and lib/lazy-index.js, which
// defines the same exports as getters. jsii loads the first; this resolves it to the second where it exists.
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

const EAGER = /[\\/]@cdktf[\\/]provider-[^\\/]+[\\/]lib[\\/]index\.js$/;
const resolveFilename = Module._resolveFilename;
const lazy = new Map();

Module._resolveFilename = function (...request) {
  const file = resolveFilename.apply(this, request);
  if (typeof file !== "string" || !EAGER.test(file)) return file;
  if (!lazy.has(file)) {
    const candidate = path.join(path.dirname(file), "lazy-index.js");
    lazy.set(file, fs.existsSync(candidate) ? candidate : file);
  }
  return lazy.get(file);
};
