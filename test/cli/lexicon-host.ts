import { lexiconMain } from '../../core/cli/lexicon/main.js';
import { main } from '../../core/cli/main.js';
import type { HostAnswer, HostRequest } from './lexicon-stage.js';

/**
 * A child process that runs one command line after the other, each as the bin would: a process of its own for each would
 * make hundreds of them.
 */
async function serve({ bin, words, env, cwd }: HostRequest): Promise<HostAnswer> {
  const home = process.cwd();
  const printed = { stdout: '', stderr: '' };
  const { stdout, stderr } = process;
  const restore = [stdout.write, stderr.write] as const;
  stdout.write = capture('stdout');
  stderr.write = capture('stderr');
  if (cwd !== undefined) process.chdir(cwd);
  try {
    const code = await (bin === 'lexicon' ? lexiconMain : main)(words, { ...env });
    return { code, ...printed };
  } finally {
    [stdout.write, stderr.write] = restore;
    process.chdir(home);
  }

  function capture(stream: 'stdout' | 'stderr'): typeof process.stdout.write {
    return (text: string | Uint8Array) => {
      printed[stream] += String(text);
      return true;
    };
  }
}

let last: Promise<unknown> = Promise.resolve();
process.on('message', (request: HostRequest) => {
  last = last.then(async () => process.send?.({ id: request.id, answer: await serve(request) }));
});
