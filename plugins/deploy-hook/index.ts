import { type CertificateEvent, definePlugin, Failure, throwAll } from '../../core/sdk/index.js';
import { type CertbotHook, certbotDeployHooks } from './certbot-hooks.js';
import { certificateVariables, namedVariables } from './environment.js';
import type manifest from './manifest.json';
import { runShell } from './run-shell.js';

/** The log gets no more lines than this from one run, and no longer ones, in characters. */
const mostLines = 500;
const longestLine = 2_000;

/** What a shell answers for a program that is not there. */
const notFound = 127;

type Hook = Pick<CertbotHook, 'command'> & Partial<CertbotHook>;

/** Runs the deploy hook of a certificate, else the one for all. */
export default definePlugin<typeof manifest>(({ options, log, environment: ofProcess }) => {
  function commandFor({ certificate }: CertificateEvent): string {
    return (certificate.deployHook ?? options.command ?? '').trim();
  }

  /** The command of the configuration, then those that certbot kept in the volume. */
  function hooksFor(event: CertificateEvent): readonly Hook[] {
    const own = commandFor(event);
    const { name, paths } = event.certificate;
    const kept = certbotDeployHooks(paths, name, log).filter(({ command }) => command !== own);
    return [...(own === '' ? [] : [{ command: own }]), ...kept];
  }

  async function run({ command, place }: Hook, event: CertificateEvent, signal: AbortSignal): Promise<void> {
    const hookLog = log.child({ certificate: event.certificate.name, ...(place !== undefined && { hook: place }) });
    const environment = {
      ...ofProcess(),
      ...namedVariables(process.env, options.environment),
      ...certificateVariables(event.certificate),
    };
    let count = 0;
    let last = '';

    function onLine(line: string): void {
      count += 1;
      if (line.trim() !== '') last = line.slice(0, longestLine);
      if (count <= mostLines) hookLog.info({}, `deploy hook: ${line.slice(0, longestLine)}`);
      else if (count === mostLines + 1) hookLog.warn({}, 'deploy hook: more output is left out');
    }

    const { exitCode, endedBy } = await runShell(command, environment, onLine, signal);
    if (exitCode === 0) return;
    if (place !== undefined && exitCode === notFound) {
      // The volume came from another machine or image; trying again would not bring the program.
      hookLog.warn({ last }, 'a program of a hook of certbot is not there');
      return;
    }
    const end = endedBy === undefined ? `ended with exit code ${exitCode}` : `was ended by ${endedBy}`;
    throw new Failure('PLUGIN', `the deploy hook ${end}${last === '' ? '' : `: ${last}`}`, {
      ...(place !== undefined && { place }),
      hint: 'Correct the command in DEPLOY_HOOK or in the configuration file; it is run again by the next pass',
    });
  }

  return {
    concerns: (event) => (event.kind === 'issued' || event.kind === 'renewed') && hooksFor(event).length > 0,
    async handle(event, signal) {
      const problems: unknown[] = [];
      for (const hook of hooksFor(event)) {
        signal.throwIfAborted();
        await run(hook, event, signal).catch((error: unknown) => problems.push(error));
      }
      throwAll(problems);
    },
  };
});
