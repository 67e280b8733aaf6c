import { type CertificateEvent, definePlugin, Failure } from '../../core/sdk/index.js';
import { certificateVariables, namedVariables } from './environment.js';
import type manifest from './manifest.json';
import { runShell } from './run-shell.js';

/** The log gets no more lines than this from one run, and no longer ones, in characters. */
const mostLines = 500;
const longestLine = 2_000;

/** Runs the deploy hook of a certificate, else the one for all. */
export default definePlugin<typeof manifest>(({ options, log, environment: ofProcess }) => {
  function commandFor({ certificate }: CertificateEvent): string {
    return (certificate.deployHook ?? options.command ?? '').trim();
  }

  return {
    concerns: (event) => (event.kind === 'issued' || event.kind === 'renewed') && commandFor(event) !== '',
    async handle(event, signal) {
      const hookLog = log.child({ certificate: event.certificate.name });
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

      const { exitCode, endedBy } = await runShell(commandFor(event), environment, onLine, signal);
      if (exitCode === 0) return;
      const end = endedBy === undefined ? `ended with exit code ${exitCode}` : `was ended by ${endedBy}`;
      throw new Failure('PLUGIN', `the deploy hook ${end}${last === '' ? '' : `: ${last}`}`, {
        hint: 'Correct the command in DEPLOY_HOOK or in the configuration file; it is run again by the next pass',
      });
    },
  };
});
