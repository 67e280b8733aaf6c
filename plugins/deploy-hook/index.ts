import {
  type CertificateEvent,
  type CertificateOptionsOf,
  definePlugin,
  describeFailure,
  Failure,
  type IssuedCertificate,
  joinSignals,
  throwAll,
} from '../../core/sdk/index.js';
import { type CertbotHook, certbotHooks, type HookKind } from './certbot-hooks.js';
import { certificateVariables, domainsOf } from './environment.js';
import { firstWordProblem } from './first-word.js';
import type manifest from './manifest.json';
import { type Hook, runHook } from './run-hook.js';

type Options = CertificateOptionsOf<typeof manifest>;

/** How long a pre or post hook of certbot may take; a service that systemd stops has 90 s. */
const aroundMs = 120_000;

/** Runs the deploy hook of a certificate, else the one for all, and the hooks that certbot kept in the volume. */
export default definePlugin<typeof manifest>(({ options, log, environment: ofProcess }) => {
  const told = new Set<string>();

  function tellOnce(path: string, fields: Record<string, string>, message: string): void {
    if (told.has(path)) return;
    told.add(path);
    log.warn(fields, message);
  }

  function onUntrusted(path: string): void {
    const message = 'hooks of certbot are not run: they must belong to root, and nobody else may write to them';
    tellOnce(path, { path }, message);
  }

  function onMissing({ place = '' }: Hook, last: string): void {
    tellOnce(`missing ${place}`, { hook: place, last }, 'a program of a hook of certbot is not there');
  }

  function ownHook({ options: own }: IssuedCertificate<Options>): string {
    return (own.command ?? options.command ?? '').trim();
  }

  function keptBy(kind: HookKind, certificates: readonly IssuedCertificate<Options>[]): CertbotHook[] {
    const [first] = certificates;
    const names = certificates.map(({ name }) => name);
    return first === undefined ? [] : certbotHooks(kind, first.paths.configDir, names, onUntrusted);
  }

  /** The command of the configuration, then those that certbot kept in the volume. */
  function hooksFor({ certificate }: CertificateEvent<Options>): readonly Hook[] {
    const own = ownHook(certificate);
    const kept = keptBy('deploy', [certificate]).filter(({ command }) => command !== own);
    return [...(own === '' ? [] : [{ command: own }]), ...kept];
  }

  function environmentWith(variables: Record<string, string>): Record<string, string> {
    return { ...ofProcess(options.environment.split(/[\s,]+/)), ...variables };
  }

  function run(hook: Hook, { certificate }: CertificateEvent<Options>, signal: AbortSignal): Promise<void> {
    const { place } = hook;
    const hookLog = log.child({ certificate: certificate.name, ...(place !== undefined && { hook: place }) });
    const environment = environmentWith(certificateVariables(certificate));
    return runHook(hook, { title: 'deploy hook', environment, log: hookLog, onMissing, signal });
  }

  /** One after the other; what goes wrong is told of, and stops nothing. */
  async function runAround(
    kind: 'pre' | 'post',
    certificates: readonly IssuedCertificate<Options>[],
    variables: Record<string, string>,
    signal: AbortSignal,
  ): Promise<void> {
    for (const hook of keptBy(kind, certificates)) {
      const overdue = new AbortController();
      const timer = setTimeout(() => overdue.abort(tooLong(kind, hook.place)), aroundMs);
      const joined = joinSignals(signal, overdue.signal);
      const hookLog = log.child({ hook: hook.place });
      const environment = environmentWith(variables);
      try {
        await runHook(hook, { title: `${kind} hook`, environment, log: hookLog, onMissing, signal: joined.signal });
      } catch (error) {
        signal.throwIfAborted();
        hookLog.warn({ event: 'hook.failed', reason: describeFailure(error) }, `a ${kind} hook of certbot failed`);
      } finally {
        clearTimeout(timer);
        joined.release();
      }
    }
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
    beforeIssues: (certificates, signal) => runAround('pre', certificates, {}, signal),
    afterIssues({ certificates, renewed, failed }, signal) {
      const variables = { RENEWED_DOMAINS: domainsOf(renewed), FAILED_DOMAINS: domainsOf(failed) };
      return runAround('post', certificates, variables, signal);
    },
    advise(certificates) {
      const own = new Set(certificates.map(ownHook));
      const kinds: readonly HookKind[] = ['pre', 'deploy', 'post'];
      const kept = kinds.flatMap((kind) => keptBy(kind, certificates));
      const hooks: readonly Hook[] = [...[...own].map((command) => ({ command })), ...kept];
      return hooks.flatMap(({ command, place = 'DEPLOY_HOOK' }) => {
        const problem = firstWordProblem(command, ofProcess().PATH);
        const hint = 'Install the program, or correct the command; what is in the image or on this machine counts';
        return problem === undefined ? [] : [new Failure('PLUGIN', `a hook cannot run: ${problem}`, { place, hint })];
      });
    },
  };
});

function tooLong(kind: string, place: string): Failure {
  return new Failure('TIMEOUT', `the ${kind} hook did not end within ${aroundMs / 1000} s`, { place });
}
