#!/usr/bin/env node
import './node-version.cjs';
import { endWith } from '../end-with.js';
import { answerAtOnce } from '../written-answers.js';

const [argv, { env }] = [process.argv.slice(2), process];

// Imported as the other command does it, so that the bundle has it once.
endWith(
  () =>
    answerAtOnce('lexicon', argv, env) ??
    import('../lexicon/main.js').then(({ lexiconMain }) => lexiconMain(argv, env)),
);
