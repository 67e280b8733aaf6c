import { writeFileSync } from 'node:fs';
import { usedSoFar } from './used.js';

/** Imported by a process of `npm test`: leaves beside its entry what it took. */
const entry = process.argv[1];
if (entry !== undefined) process.on('exit', () => writeFileSync(`${entry}.used.json`, JSON.stringify(usedSoFar())));
