#!/usr/bin/env node
import './node-version.cjs';
import { keepCompiledCode } from './compile-cache.js';

keepCompiledCode();
const { lexiconMain } = await import('../lexicon/main.js');
process.exitCode = await lexiconMain(process.argv.slice(2), process.env);
