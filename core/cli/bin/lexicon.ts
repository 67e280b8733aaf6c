#!/usr/bin/env node
import './node-version.cjs';
import { endWith } from '../end-with.js';

// Imported as the other command does it, so that the bundle has it once.
endWith(import('../lexicon/main.js').then(({ lexiconMain }) => lexiconMain(process.argv.slice(2), process.env)));
