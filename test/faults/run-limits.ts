import { limits, tryLimit } from './limits.js';
import { tryDaemonMemory } from './run-memory.js';

/** Hundreds of certificates below each limit: `npm run test:limits`, or `npm run test:limits -- memory` for some. */
const words = process.argv.slice(2);
const daemon = 'run below 128 MiB';
const chosen = limits.filter(({ title }) => words.length === 0 || words.some((word) => title.includes(word)));
for (const limit of chosen) {
  for (const certificates of limit.full) {
    const figures = await tryLimit(limit, certificates);
    process.stdout.write(`${limit.title}, ${certificates} certificates: ${JSON.stringify(figures)}\n`);
  }
}
if (words.length === 0 || words.some((word) => daemon.includes(word))) {
  const figures = await tryDaemonMemory({ memory: 128, certificates: 1000, due: 20 });
  process.stdout.write(`${daemon}, 1000 certificates: ${JSON.stringify(figures)}\n`);
}
