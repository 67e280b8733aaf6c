#!/usr/bin/env node
// Makes `npm test` and `npm run demo` work on a fresh clone: installs and builds what is missing or stale, then runs
// the rest of its command line. Plain JavaScript, since nothing is compiled yet when it starts.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeStale } from './remove-stale.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function run(command, args) {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? (signal ? 1 : 0));
}

function modified(path) {
  const file = join(root, path);
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}

if (modified('node_modules/.package-lock.json') < modified('package-lock.json'))
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
run('npm', ['run', '--silent', 'build']);
removeStale(root);
const [script, ...args] = process.argv.slice(2);
if (script) run(process.execPath, [join(root, script), ...args]);
