import { type RevocationReason, revocationReasons } from '../../acme/revoke.js';
import { type Application, openApplication } from '../../application/open-application.js';
import { tokens } from '../../application/tokens.js';
import { didYouMean } from '../../config/nearest.js';
import { removeNamed } from '../../issuance/removal/remove-named.js';
import { Failure } from '../../sdk/failure.js';
import { printNote, printResult } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { stopSignal } from '../stop-signal.js';

/** How long to wait for a daemon's pass to end, in milliseconds. */
const waitMs = 10_000;

/** `letsencrypt-dns revoke NAME [--reason R]`: revokes the certificate; its files stay. */
export async function revokeCommand(
  context: CommandContext,
  name: string,
  { reason }: { readonly reason?: string },
): Promise<number> {
  return act(context, name, 'revoke', parseReason(reason));
}

/** `letsencrypt-dns delete NAME`: deletes the files of a certificate, without revoking it. */
export async function deleteCommand(context: CommandContext, name: string): Promise<number> {
  return act(context, name, 'delete', undefined);
}

async function act(
  { globals, env, redactor }: CommandContext,
  name: string,
  how: 'revoke' | 'delete',
  reason: RevocationReason | undefined,
): Promise<number> {
  const signal = stopSignal();
  const application = await openApplication({ globals, env, redactor, signal, credentials: 'optional' });
  const services = application.container.resolve(tokens.passServices);
  try {
    const lock = await services.store.lease('directory', { command: `letsencrypt-dns ${how}`, signal, wait: waitMs });
    try {
      await services.store.recover(signal);
      const lineage = await services.store.read(name);
      if (lineage === undefined) throw await unknownName(application, name);
      await removeNamed(services, { state: application.state, lineage, how, reason, signal });
    } finally {
      await lock.release();
    }
    const done = how === 'revoke' ? 'revoked' : 'deleted';
    printResult(globals.json ? JSON.stringify({ name, [done]: true }) : `${name}: ${done}`);
    if (how === 'delete' && application.state.certificates.some((certificate) => certificate.name === name)) {
      printNote(`warning: the configuration still names ${name}: the next pass will obtain it anew`);
    }
    return exitCodes.done;
  } finally {
    await application.close();
  }
}

async function unknownName({ container }: Application, name: string): Promise<Failure> {
  const known = (await container.resolve(tokens.store).lineages()).map((lineage) => lineage.name);
  const hint = didYouMean(name, known) ?? 'See letsencrypt-dns status for all of them';
  return new Failure('CONFIG', `there is no certificate called ${name}`, { hint });
}

function parseReason(text: string | undefined): RevocationReason {
  if (text === undefined) return 'unspecified';
  const names = Object.keys(revocationReasons) as RevocationReason[];
  const found = names.find(
    (name) => name.toLowerCase() === text.toLowerCase().replaceAll('-', '') || String(revocationReasons[name]) === text,
  );
  if (found !== undefined) return found;
  throw new Failure('CONFIG', `${text} is no reason for a revocation`, {
    place: '--reason',
    hint: `Take one of ${names.join(', ')}`,
  });
}
