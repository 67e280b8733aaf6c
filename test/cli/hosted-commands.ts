import type { HostAnswer, HostRequest } from './command-host.js';
import { type CommandLine, runAsBin } from './run-as-bin.js';

/** A child process that runs one command line after the other, and keeps what each prints apart. */
async function serve(line: CommandLine): Promise<HostAnswer> {
  const printed = { stdout: '', stderr: '' };
  const { stdout, stderr } = process;
  const restore = [stdout.write, stderr.write] as const;
  stdout.write = capture('stdout');
  stderr.write = capture('stderr');
  try {
    return { code: await runAsBin(line), ...printed };
  } finally {
    [stdout.write, stderr.write] = restore;
  }

  function capture(stream: 'stdout' | 'stderr'): typeof process.stdout.write {
    return (text: string | Uint8Array) => {
      printed[stream] += typeof text === 'string' ? text : Buffer.from(text).toString();
      return true;
    };
  }
}

let last: Promise<unknown> = Promise.resolve();
process.on('message', ({ id, line }: HostRequest) => {
  last = last.then(async () => process.send?.({ id, answer: await serve(line) }));
});
process.once('disconnect', () => process.exit());
