import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRehearsal } from '../issuance/rehearsal.js';
import { binPath } from '../lab/index.js';
import { makeMemoryGroup } from './memory-group.js';

/** What a process may have, and what is expected of a `sync` of so many new certificates. */
export interface Limit {
  readonly title: string;
  /** Certificates: in each test run, and in a full one (`npm run test:limits`). */
  readonly sample: number;
  readonly full: readonly number[];
  readonly openFiles?: number;
  /** Of the heap, in MiB. */
  readonly heap?: number;
  /** Of all, in MiB; where no group can be made, the limit of the heap is all there is. */
  readonly memory?: number;
  /** `enough`: all are made. `none`: it says what is lacking, and makes none. `dies`: Node gives up. */
  readonly expected: 'enough' | 'none' | 'dies';
}

/** Node 20 opens many modules at a time, later ones one after the other: those have to be left with next to none. */
const tooFew = process.versions.node.startsWith('20.') ? 64 : 21;

export const limits: readonly Limit[] = [
  {
    title: '256 open files and 128 MiB of memory',
    sample: 10,
    full: [500, 1000],
    openFiles: 256,
    heap: 64,
    memory: 128,
    expected: 'enough',
  },
  { title: `${tooFew} open files`, sample: 2, full: [20], openFiles: tooFew, expected: 'none' },
  { title: 'a heap of 12 MiB', sample: 4, full: [500], heap: 12, expected: 'dies' },
];

/** Loads more files than what is published: what is too little here is enough for that. */
const sources = fileURLToPath(new URL('../../core/cli/bin/letsencrypt-dns.js', import.meta.url));
const entry = 'LETSENCRYPT_DNS_TEST_ENTRANCE';

export interface LimitFigures {
  readonly made: number;
  readonly madeAfterwards: number;
  readonly orders: number;
}

/** A `sync` below the limit, and one without where that was too little: what is lacking is named, nothing is torn, and the second brings the rest. */
export async function tryLimit(limit: Limit, certificates: number): Promise<LimitFigures> {
  const names = Array.from({ length: certificates }, (_, index) => `host${index}.example.com`);
  await using world = await createRehearsal({ domains: `${names.join('\n')}\n`, env: { LOG_LEVEL: 'error' } });
  const group = limit.memory === undefined ? undefined : makeMemoryGroup(limit.memory * 1024 ** 2);
  let made = 0;
  try {
    const { code, output } = await sync(world.env, limit, group?.entrance);
    made = lineages(world.configDir);
    if (limit.expected === 'enough') assert.equal(code, 0, output.slice(-2000));
    else assert.notEqual(code, 0);
    if (limit.expected === 'none') {
      assert.equal(code, 1);
      assert.match(output, /error: .*too many files are open.*\. Raise the limit of open files/);
      assert.doesNotMatch(output, /\n {4}at /, 'no trace of a mistake');
      assert.equal(made, 0);
    }
  } finally {
    group?.remove();
  }
  if (limit.expected !== 'enough') {
    const { code, output } = await sync(world.env, undefined, undefined);
    assert.equal(code, 0, output.slice(-2000));
  }
  const madeAfterwards = lineages(world.configDir);
  assert.equal(madeAfterwards, certificates);
  assert.deepEqual(world.provider.txt(), [], 'records are left');
  const orders = world.ca.stats.requests.newOrder;
  // Who dies while the CA answers knows nothing of the order that it made; any other one is gone on with.
  const mostUnknown = limit.expected === 'dies' ? certificates : 0;
  assert.ok(orders >= certificates && orders <= certificates + mostUnknown, `${orders} orders for ${certificates}`);
  return { made, madeAfterwards, orders };
}

/** The program in a shell that sets its limits. */
async function sync(
  env: Readonly<Record<string, string>>,
  limit: Limit | undefined,
  entrance: string | undefined,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const commands = [
    ...(entrance === undefined ? [] : [`echo $$ > "$${entry}"`]),
    ...(limit?.openFiles === undefined ? [] : [`ulimit -n ${limit.openFiles}`]),
    'exec "$@"',
  ];
  const heap = limit?.heap === undefined ? [] : [`--max-old-space-size=${limit.heap}`];
  const program = limit?.expected === 'none' ? sources : binPath('letsencrypt-dns');
  const words = ['-c', commands.join(' && '), 'sh', process.execPath, ...heap, program, 'sync'];
  const child = spawn('sh', words, { env: { ...process.env, ...env, [entry]: entrance ?? '' } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (part: string) => {
      output += part;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

/** How many there are, each whole: its four links say one version. */
function lineages(configDir: string): number {
  let count = 0;
  for (const name of listed(join(configDir, 'live'))) {
    const directory = join(configDir, 'live', name);
    const links = listed(directory).filter((file) => file.endsWith('.pem'));
    const versions = new Set(links.map((file) => /(\d+)\.pem$/.exec(readlinkSync(join(directory, file)))?.[1]));
    // A first version that was not finished has no links yet.
    if (links.length === 0) continue;
    assert.equal(links.length, 4, name);
    assert.equal(versions.size, 1, name);
    count += 1;
  }
  return count;
}

function listed(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => name !== 'README');
  } catch {
    return [];
  }
}
