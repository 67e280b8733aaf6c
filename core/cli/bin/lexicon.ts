#!/usr/bin/env node
import { lexiconMain } from '../lexicon/main.js';

process.exitCode = await lexiconMain(process.argv.slice(2), process.env);
