import { lexiconMain } from '../../core/cli/lexicon/main.js';
import { main } from '../../core/cli/main.js';
import type { HostAnswer, HostRequest } from './command-host.js';

/** A child process that runs one command line after the other, each as the bin would in a process of its own. */
async function serve({ bin, words, env, cwd }: HostRequest): Promise<HostAnswer> {
  const home = process.cwd();
  const printed = { stdout: '', stderr: '' };
  const { stdout, stderr } = process;
  const restore = [stdout.write, stderr.write] as const;
  stdout.write = capture('stdout');
  stderr.write = capture('stderr');
  process.chdir(cwd);
  replaceEnvironment(env);
  try {
    const code = await (bin === 'lexicon' ? lexiconMain : main)(words, process.env);
    return { code, ...printed };
  } finally {
    [stdout.write, stderr.write] = restore;
    process.chdir(home);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
  }

  function capture(stream: 'stdout' | 'stderr'): typeof process.stdout.write {
    return (text: string | Uint8Array) => {
      printed[stream] += typeof text === 'string' ? text : Buffer.from(text).toString();
      return true;
    };
  }
}

/** In place, so that Node notices another time zone. */
function replaceEnvironment(env: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
}

let last: Promise<unknown> = Promise.resolve();
process.on('message', (request: HostRequest) => {
  last = last.then(async () => process.send?.({ id: request.id, answer: await serve(request) }));
});
process.once('disconnect', () => process.exit());
