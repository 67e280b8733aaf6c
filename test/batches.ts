/** A file that `node --test` gets: a test file itself, or one that imports several, which then share a process. */
export interface Batch {
  readonly name: string;
  readonly files: readonly string[];
}

/** Folders whose files are small and keep to themselves: most of what each would take alone is the start of Node. */
export const together: readonly string[] = [
  'acme',
  'config',
  'dns',
  'docs',
  'http',
  'issuance',
  'logging',
  'manifest',
  'plugins',
  'post-issue',
  'providers',
  'rehearsal',
  'responder',
  'scheduler',
  'sdk',
  'store/conformance',
  'structure',
];

/** Those in such folders that need a process of their own: they look at what it has loaded, or at what takes how long. */
export const apart: readonly string[] = [
  'acme/loading.test.js',
  'plugins/notify/command.test.js',
  'plugins/notify/notify.test.js',
];

/** Tests of commands that are about the compiled sources alone: which modules load, what `npm pack` takes. */
export const ofSources: readonly string[] = ['cli/start-up.test.js', 'cli/installed-packages.test.js'];

const most = 30;

/** Those that take longest come first, so that nothing long is left over when all the rest is done. */
export const first: readonly string[] = [
  'cli/run.test.js',
  'cli/provider-issuance.test.js',
  'check/live.test.js',
  'store/kill-sweep.test.js',
  'doors/acme/clients.test.js',
  'agent/live.test.js',
  'faults/acme-faults.test.js',
  'cli/redaction.test.js',
  'image/image.test.js',
  'bundle/published.test.js',
  'bundle/command-line.test.js',
];

/**
 * What is run, in this order. Pure.
 * @param files paths below the folder of all tests, with `/`
 */
export function batchesOf(files: readonly string[]): Batch[] {
  const early = first.filter((file) => files.includes(file));
  const late = files.filter((file) => !first.includes(file) && togetherWith(file) === undefined);
  return [
    ...early.map(alone),
    ...together.flatMap((folder) =>
      inParts(files.filter((file) => togetherWith(file) === folder)).map((part, index) => ({
        name: `${folder.replaceAll('/', '-')}-${index + 1}`,
        files: part,
      })),
    ),
    ...late.map(alone),
  ];
}

function alone(file: string): Batch {
  return { name: file.replace(/\.test\.js$/, '').replaceAll('/', '-'), files: [file] };
}

/** The folder whose files share a process with this one. */
function togetherWith(file: string): string | undefined {
  return apart.includes(file) ? undefined : together.find((folder) => file.startsWith(`${folder}/`));
}

/** Parts of about one size, none larger than is allowed. */
function inParts(files: readonly string[]): string[][] {
  const count = Math.ceil(files.length / most);
  return Array.from({ length: count }, (_, part) => files.filter((_file, index) => index % count === part));
}
