import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { shuffled } from './random-order.js';

/** A part of the program, and the tests that should notice what breaks in it. Paths are below `dist`, with `/`. */
export interface Folder {
  readonly name: string;
  readonly files: readonly string[];
  readonly tests: readonly string[];
}

const rooms = ['store', 'issuance', 'acme', 'dns', 'http', 'config', 'post-issue', 'status', 'sdk'];

/** Of all providers, whose tests are made by the same hands. */
const sampledProviders = 20;

/** Tests of a neighbour that are the near ones of a room, too: what stands between two rooms is tried on one side. */
const neighbours: Readonly<Record<string, readonly string[]>> = { status: ['test/logging'] };

/** What is tried. The seed chooses the providers. */
export function foldersOf(dist: string, seed: number): Folder[] {
  const ids = readdirSync(join(dist, 'providers')).filter((id) => testsIn(dist, `test/providers/${id}`).length > 0);
  const sample = shuffled(ids, seed).slice(0, sampledProviders).sort();
  return [
    ...rooms.map((room) => ({
      name: `core/${room}`,
      files: modulesIn(dist, `core/${room}`),
      tests: [`test/${room}`, ...(neighbours[room] ?? [])].flatMap((folder) => testsIn(dist, folder)),
    })),
    { name: 'plugins', files: modulesIn(dist, 'plugins'), tests: testsIn(dist, 'test/plugins') },
    {
      name: 'providers',
      files: sample.flatMap((id) => modulesIn(dist, `providers/${id}`)),
      tests: sample.flatMap((id) => testsIn(dist, `test/providers/${id}`)),
    },
  ];
}

function modulesIn(dist: string, folder: string): string[] {
  return filesIn(dist, folder).filter((file) => file.endsWith('.js'));
}

function testsIn(dist: string, folder: string): string[] {
  return filesIn(dist, folder).filter((file) => file.endsWith('.test.js'));
}

function filesIn(dist: string, folder: string): string[] {
  try {
    return readdirSync(join(dist, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file}`)
      .sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
