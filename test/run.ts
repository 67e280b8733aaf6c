import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Runs every test that this machine can run: `npm test`, or `npm test -- store acme/` for those whose path has one of
 * the words. Files run in two processes at a time; those that start servers take their own free ports.
 */
const here = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));

const files = readdirSync(here, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.test.js'))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((file) => words.length === 0 || words.some((word) => relative(here, file).includes(word)))
  .sort();

if (files.length === 0) {
  process.stderr.write(`no test file matches ${words.join(', ')}\n`);
  process.exit(1);
}

const options = ['--test', '--test-concurrency=2', '--test-timeout=900000', ...flags];
const child = spawn(process.execPath, [...options, ...files], { stdio: 'inherit' });
child.on('exit', (code) => process.exit(code ?? 1));
