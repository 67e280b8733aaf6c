/** A file that `node --test` gets: a test file itself, or one that imports several, which then share a process. */
export interface Batch {
  readonly name: string;
  readonly files: readonly string[];
  /** Whether their temporary files are on a real disk; the others' may be in memory. */
  readonly isOnDisk: boolean;
}

interface Room {
  readonly folders: readonly string[];
  /** Files in a process; they run one after the other. */
  readonly most: number;
}

/** Folders whose files are small and keep to themselves: most of what each would take alone is the start of Node. */
export const together: readonly Room[] = [
  // A swarm has a bridge of the whole machine, and so has that of the lab's own test, which comes near the end.
  { folders: ['docker'], most: 3 },
  // Those that take longest, so that they are not left over.
  { folders: ['cli'], most: 11 },
  { folders: ['issuance'], most: 30 },
  { folders: ['doors'], most: 11 },
  { folders: ['store/postgres'], most: 10 },
  { folders: ['challenges', 'check'], most: 7 },
  { folders: ['providers'], most: 30 },
  { folders: ['recordings'], most: 30 },
  { folders: ['rehearsal', 'responder', 'scheduler'], most: 30 },
  { folders: ['security'], most: 30 },
  { folders: ['store'], most: 12 },
  { folders: ['bench'], most: 30 },
  ...['status', 'plugins', 'acme', 'docs', 'config', 'http', 'dns', 'structure', 'post-issue', 'sdk'].map((folder) => ({
    folders: [folder],
    most: 30,
  })),
  { folders: ['application', 'cpu', 'init', 'lock', 'logging', 'manifest', 'testing', 'x509'], most: 30 },
];

/** Those in such folders that need a process of their own: they look at what it has loaded, at what takes how long, or fill a disk. */
export const apart: readonly string[] = [
  'acme/loading.test.js',
  'cli/give-back-memory.test.js',
  'cli/small-at-rest.test.js',
  'cli/start-up.test.js',
  'plugins/notify/command.test.js',
  'plugins/notify/notify.test.js',
  // Its database has room for a few pages, which others would take.
  'store/postgres/full-disk.test.js',
];

/** Folders and files about what a disk does, or that would fill the memory; but not those in `inMemory`. */
export const onDisk: readonly string[] = [
  'check/live.test.js',
  'docker',
  'image',
  'lab/docker.test.js',
  'security',
  'store',
];
export const inMemory: readonly string[] = ['store/postgres'];

/** Tests of commands that are about the compiled sources alone: which modules load. */
export const ofSources: readonly string[] = ['cli/start-up.test.js'];

/** Those that take longest come first, so that nothing long is left over when all the rest is done. */
export const first: readonly string[] = [
  'agent/live.test.js',
  'cli/provider-issuance.test.js',
  'image/docker-build.test.js',
  'faults/acme-faults.test.js',
  'faults/kill.test.js',
  'scheduler/daemon.test.js',
  'image/clean-root.test.js',
  'check/live.test.js',
  'store/postgres/instances.test.js',
  'doors/wire/same-name.test.js',
  'cli/limited-providers.test.js',
  'lab/worlds.test.js',
  'scheduler/idle-daemon.test.js',
  'doors/frame.test.js',
  'issuance/work-limit.test.js',
  'issuance/scale.test.js',
  'faults/kill-shared.test.js',
  'issuance/adoption.test.js',
  'store/postgres/partition.test.js',
  'doors/acme/clients.test.js',
  'bundle/published.test.js',
  'status/gallery.test.js',
  'cli/run.test.js',
  'cli/init-stopped.test.js',
  'faults/limits.test.js',
  'issuance/silent-daemon.test.js',
  'store/postgres/database.test.js',
  'store/kill-sweep.test.js',
  'bundle/command-line.test.js',
  'cli/parked.test.js',
  'image/image.test.js',
  'store/postgres/pooler.test.js',
  'doors/shared/clients.test.js',
  'cli/redaction.test.js',
  'soak/soak.test.js',
  'fuzz/sample.test.js',
  'agent/agent.test.js',
];

/**
 * What is run, in this order. Pure.
 * @param files paths below the folder of all tests, with `/`
 */
export function batchesOf(files: readonly string[]): Batch[] {
  const early = first.filter((file) => files.includes(file));
  const late = files.filter((file) => !first.includes(file) && roomOf(file) === undefined);
  return [
    ...early.map(alone),
    ...together.flatMap((room) =>
      inParts(
        files.filter((file) => roomOf(file) === room),
        room.most,
      ).map((part, index) => partOf(room, part, index + 1)),
    ),
    ...late.map(alone),
  ];
}

function partOf({ folders }: Room, part: readonly string[], number: number): Batch {
  const [only, ...others] = part;
  if (only !== undefined && others.length === 0) return alone(only);
  return batch(`${folders.join('-').replaceAll('/', '-')}-${number}`, part);
}

function alone(file: string): Batch {
  return batch(file.replace(/\.test\.js$/, '').replaceAll('/', '-'), [file]);
}

function batch(name: string, files: readonly string[]): Batch {
  const isIn = (places: readonly string[]) => (file: string) =>
    places.some((place) => file === place || file.startsWith(`${place}/`));
  return { name, files, isOnDisk: files.some(isIn(onDisk)) && !files.some(isIn(inMemory)) };
}

/** Where a file shares a process with others. */
function roomOf(file: string): Room | undefined {
  if (apart.includes(file) || first.includes(file)) return undefined;
  return together.find(({ folders }) => folders.some((folder) => file.startsWith(`${folder}/`)));
}

/** Parts of about one size, none larger than is allowed. */
function inParts(files: readonly string[], most: number): string[][] {
  const count = Math.ceil(files.length / most);
  return Array.from({ length: count }, (_, part) => files.filter((_file, index) => index % count === part));
}
