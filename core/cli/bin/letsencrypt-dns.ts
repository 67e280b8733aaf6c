#!/usr/bin/env node
import './node-version.cjs';
import { endWith } from '../end-with.js';
import { staySmallAtRest } from '../small-at-rest.js';
import { answerAtOnce } from '../written-answers.js';

const [argv, { env }] = [process.argv.slice(2), process];

// Before what makes the first code hot is loaded.
if (argv.includes('run')) staySmallAtRest();

endWith(() => answerAtOnce('letsencrypt-dns', argv, env) ?? import('../main.js').then(({ main }) => main(argv, env)));
