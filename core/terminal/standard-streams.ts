import { fstatSync, writeSync } from 'node:fs';

type Name = 'stdout' | 'stderr';

const descriptors = { stdout: 1, stderr: 2 } as const;

/** Of Linux: the devices that are memory, `/dev/null` among them. */
const memoryDevices = 1;

/** Marks the getter of a stream that nobody has asked for yet. By name, since the bundle may have this module twice. */
const unmade = Symbol.for('letsencrypt-dns.unmade-stream');

/**
 * Node makes its standard streams when somebody asks for them, and what they need takes longer to load than most commands
 * that only tell something. From here on, what this module does goes without them.
 * @param prepare is called with each stream once it is made after all, before whoever asked for it has it
 */
export function watchStandardStreams(prepare: (name: Name, stream: NodeJS.WritableStream) => void): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const property = Object.getOwnPropertyDescriptor(process, name);
    const make = property?.get;
    if (make === undefined || property?.configurable !== true) {
      prepare(name, streamOf(name));
      continue;
    }
    const get = () => {
      Object.defineProperty(process, name, property);
      const stream = make.call(process) as NodeJS.WritableStream;
      prepare(name, stream);
      return stream;
    };
    Object.defineProperty(process, name, { ...property, get: Object.assign(get, { [unmade]: true }) });
  }
}

/** From here on by Node's streams alone: a write that waits for its reader keeps a signal from being heard, theirs do not. */
export function makeStandardStreams(): void {
  for (const name of ['stdout', 'stderr'] as const) void streamOf(name);
}

/** Whether all that was written is written, since nobody asked for a stream. */
export function areStandardStreamsUnmade(): boolean {
  return isUnmade('stdout') && isUnmade('stderr');
}

/** Writes all of a text, in its turn behind what was written before. What fails is an `error` of the stream. */
export function writeStandard(name: Name, text: string | Uint8Array): void {
  if (!isUnmade(name)) {
    streamOf(name).write(text);
    return;
  }
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  let done = 0;
  try {
    while (done < bytes.length) done += writeSync(descriptors[name], bytes, done);
  } catch {
    // A pipe that is full and does not wait, or one that has no reader: the stream knows what to do about either.
    streamOf(name).write(bytes.subarray(done));
  }
}

/** Whether this goes to a terminal. */
export function isTerminal(name: Name): boolean {
  return !(isUnmade(name) && isElsewhere(descriptors[name])) && streamOf(name).isTTY === true;
}

/** Columns of the terminal that standard output is; undefined where it is none, or does not tell. */
export function terminalColumns(): number | undefined {
  return isTerminal('stdout') ? process.stdout.columns || undefined : undefined;
}

function streamOf(name: Name): NodeJS.WriteStream {
  return name === 'stdout' ? process.stdout : process.stderr;
}

function isUnmade(name: Name): boolean {
  return unmade in (Object.getOwnPropertyDescriptor(process, name)?.get ?? {});
}

/** Whether it is sure that a descriptor is no terminal. */
function isElsewhere(descriptor: number): boolean {
  try {
    const found = fstatSync(descriptor);
    return !found.isCharacterDevice() || found.rdev >>> 8 === memoryDevices;
  } catch {
    return false;
  }
}
