#!/usr/bin/env node
// The command: a plain script, so that an old Node gets as far as to say that it is too old.
require('./node-version.cjs');
require('./compiled-code.cjs').chunk('./lexicon.js');
