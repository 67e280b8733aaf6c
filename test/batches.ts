/** A file that `node --test` gets: a test file itself, or one that imports several, which then share a process. */
export interface Batch {
  readonly name: string;
  readonly files: readonly string[];
}

/** Folders whose files are small and keep to themselves: most of what each would take alone is the start of Node. */
export const together: readonly string[] = [
  'config',
  'docs',
  'http',
  'logging',
  'manifest',
  'post-issue',
  'providers',
  'rehearsal',
  'responder',
  'scheduler',
  'sdk',
];

/** Tests of commands that are about the compiled sources alone: which modules load, what `npm pack` takes. */
export const ofSources: readonly string[] = ['cli/start-up.test.js', 'cli/installed-packages.test.js'];

const most = 30;

/** Those that take longest come first, so that nothing long is left over when all the rest is done. */
export const first: readonly string[] = [
  'cli/provider-issuance.test.js',
  'cli/run.test.js',
  'bundle/command-line.test.js',
  'image/image.test.js',
  'bundle/published.test.js',
];

/**
 * What is run, in this order. Pure.
 * @param files paths below the folder of all tests, with `/`
 */
export function batchesOf(files: readonly string[]): Batch[] {
  const early = first.filter((file) => files.includes(file));
  const late = files.filter((file) => !first.includes(file) && !together.includes(folderOf(file)));
  return [
    ...early.map(alone),
    ...together.flatMap((folder) =>
      inParts(files.filter((file) => folderOf(file) === folder)).map((part, index) => ({
        name: `${folder}-${index + 1}`,
        files: part,
      })),
    ),
    ...late.map(alone),
  ];
}

function alone(file: string): Batch {
  return { name: file.replace(/\.test\.js$/, '').replaceAll('/', '-'), files: [file] };
}

function folderOf(file: string): string {
  return file.split('/')[0] ?? '';
}

/** Parts of about one size, none larger than is allowed. */
function inParts(files: readonly string[]): string[][] {
  const count = Math.ceil(files.length / most);
  return Array.from({ length: count }, (_, part) => files.filter((_file, index) => index % count === part));
}
