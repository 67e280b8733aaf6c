#!/usr/bin/env node
import './node-version.cjs';
import 'reflect-metadata';
import { keepCompiledCode } from './compile-cache.js';

keepCompiledCode();
const { main } = await import('../main.js');
process.exitCode = await main(process.argv.slice(2), process.env);
