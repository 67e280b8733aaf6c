import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shuffled } from './random-order.js';

/** A part of the program, and the tests that should notice what breaks in it. Paths are below `dist`, with `/`. */
export interface Folder {
  readonly name: string;
  readonly files: readonly string[];
  readonly tests: readonly string[];
}

const rooms = [
  'store',
  // Its tests start a server, so that they need a limit of their own.
  'store/postgres',
  'disk',
  'lock',
  'issuance',
  'challenges',
  'acme',
  'dns',
  'http',
  'config',
  'post-issue',
  'status',
  'sdk',
];

/** Of all providers, whose tests are made by the same hands. */
const sampledProviders = 20;

/** Rooms whose own tests are those of the room that they were a part of. */
const triedWith: Readonly<Record<string, string>> = {
  disk: 'store',
  lock: 'store',
  challenges: 'issuance',
  'store/postgres': 'store/conformance',
};

/**
 * Tests of other rooms are near ones, too, where they import the room that they try: what stands between two rooms is tried
 * on one side. Those of single providers, of the whole program and of what is shipped are never near to a room.
 */
const never = /^test\/(?:providers\/[^/]+|bench|bundle|cli|container|docker|faults|fuzz|image)\//;

/** What every room takes: a test that imports it tries something else. */
const everybodys = /\/core\/sdk\/(?:index|failure|logger)\.js'/;

/** What is tried. @param chosen ids of providers; where there are none, the seed chooses them */
export function foldersOf(dist: string, seed: number, chosen: readonly string[] = []): Folder[] {
  const ids = readdirSync(join(dist, 'providers')).filter((id) => testsIn(dist, `test/providers/${id}`).length > 0);
  const meant = chosen.length > 0 ? ids.filter((id) => chosen.includes(id)) : ids;
  const sample = shuffled(meant, seed)
    .slice(0, chosen.length > 0 ? meant.length : sampledProviders)
    .sort();
  const others = testsIn(dist, 'test').filter((file) => !never.test(file));
  return [
    ...rooms.map((room) => ({
      name: `core/${room}`,
      files: modulesIn(dist, `core/${room}`).filter((file) => !isDeeper(file, room)),
      tests: nearTests(dist, `core/${room}`, [room, triedWith[room] ?? room], others).filter(
        (file) => !isDeeper(file, room),
      ),
    })),
    {
      name: 'plugins',
      files: modulesIn(dist, 'plugins'),
      tests: nearTests(dist, 'plugins', ['plugins'], others),
    },
    {
      name: 'providers',
      files: sample.flatMap((id) => modulesIn(dist, `providers/${id}`)),
      // Beside its own tests there are tables in which many providers have a row.
      tests: [
        ...sample.flatMap((id) => testsIn(dist, `test/providers/${id}`)),
        ...testsIn(dist, 'test/providers').filter((file) => /^test\/providers\/[^/]+$/.test(file)),
      ],
    },
  ];
}

/** The tests of a room, and those of other rooms that import it. @param own folders below `test` */
function nearTests(dist: string, room: string, own: readonly string[], others: readonly string[]): string[] {
  const imports = new RegExp(`from '(?:\\.\\./)+${room}/.*`, 'g');
  const importing = others.filter((file) =>
    (readFileSync(join(dist, file), 'utf8').match(imports) ?? []).some((line) => !everybodys.test(line)),
  );
  return [...new Set([...own.flatMap((folder) => testsIn(dist, `test/${folder}`)), ...importing])];
}

/** Whether a file below the folder of a room belongs to a room within it. */
function isDeeper(file: string, room: string): boolean {
  return rooms.some((other) => other.startsWith(`${room}/`) && file.includes(`/${other}/`));
}

function modulesIn(dist: string, folder: string): string[] {
  return filesIn(dist, folder).filter((file) => file.endsWith('.js'));
}

function testsIn(dist: string, folder: string): string[] {
  return filesIn(dist, folder).filter((file) => file.endsWith('.test.js'));
}

function filesIn(dist: string, folder: string): string[] {
  try {
    return (
      readdirSync(join(dist, folder), { recursive: true, encoding: 'utf8' })
        .map((file) => `${folder}/${file}`)
        // What was moved away is still there in compiled form.
        .filter((file) => existsSync(join(dist, '..', file.replace(/\.js$/, '.ts'))))
        .sort()
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
