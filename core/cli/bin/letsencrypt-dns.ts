#!/usr/bin/env node
import './node-version.cjs';
import { endWith } from '../end-with.js';
import { answerAtOnce } from '../written-answers.js';

const [argv, { env }] = [process.argv.slice(2), process];

endWith(() => answerAtOnce('letsencrypt-dns', argv, env) ?? import('../main.js').then(({ main }) => main(argv, env)));
