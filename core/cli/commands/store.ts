import { resolve } from 'node:path';
import { type Application, openApplication } from '../../application/open-application.js';
import { keysOf, openSharedStore } from '../../application/shared-store.js';
import { tokens } from '../../application/tokens.js';
import { storeUrlSecrets } from '../../config/setting-secrets.js';
import { Failure } from '../../sdk/failure.js';
import { createFileStore } from '../../store/file-store.js';
import type { Lease } from '../../store/lease.js';
import { compareStores, directorySide, markPublished, moveStore, sharedSide } from '../../store/move.js';
import { schemaSql } from '../../store/postgres/migrations.js';
import { upgradeStore } from '../../store/postgres/upgrade.js';
import type { CertificateStore } from '../../store/store.js';
import { printResult } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { renderStoreStatus, storeStatusJson } from '../render-store.js';
import { stopSignal } from '../stop-signal.js';

/** How long a move waits for passes to end, in milliseconds. */
const waitMs = 5 * 60_000;

/** `letsencrypt-dns store schema` */
export async function storeSchemaCommand(): Promise<number> {
  printResult(schemaSql());
  return exitCodes.done;
}

/** `letsencrypt-dns store upgrade` */
export async function storeUpgradeCommand({ globals, env, redactor }: CommandContext): Promise<number> {
  const application = await openApplication({ globals, env, redactor, credentials: 'optional' });
  try {
    const { store } = application.state.settings;
    if (store === undefined) throw notShared();
    const { url, directUrl, ...keys } = keysOf(store);
    const bound = await upgradeStore({ url, directUrl, ...keys, log: application.log });
    printResult(bound === 0 ? 'nothing to do' : `${bound} rows are bound to the key now`);
    return exitCodes.done;
  } finally {
    await application.close();
  }
}

/** `letsencrypt-dns store status` */
export async function storeStatusCommand({ globals, env, redactor }: CommandContext): Promise<number> {
  const application = await openApplication({ globals, env, redactor, credentials: 'optional' });
  try {
    const store = application.container.resolve(tokens.store);
    const { shared } = store;
    if (shared === undefined) throw notShared();
    const found = {
      place: shared.place,
      leader: await shared.leader(),
      instances: await shared.instances(),
      lineages: await store.lineages(),
    };
    printResult(redactor.redact(globals.json === true ? storeStatusJson(found) : renderStoreStatus(found)));
    return exitCodes.done;
  } finally {
    await application.close();
  }
}

/** `letsencrypt-dns store migrate --to TARGET` */
export async function storeMigrateCommand(
  { globals, env, redactor }: CommandContext,
  { to }: { readonly to: string },
): Promise<number> {
  const signal = stopSignal();
  if (isDatabaseUrl(to)) redactor.add(...storeUrlSecrets(to));
  const application = await openApplication({ globals, env, redactor, signal, credentials: 'optional' });
  const { configDir } = application.state.settings;
  const files = (directory: string) => createFileStore({ configDir: directory, log: application.log });
  const shared = openShared(application, to);
  const leases: Lease[] = [];
  try {
    const isInto = isDatabase(to);
    const directory = isInto ? configDir : resolve(to);
    const local = files(directory);
    // The lease of the store includes the files of the configuration directory.
    leases.push(await shared.lease('directory', { command: 'letsencrypt-dns store migrate', wait: waitMs, signal }));
    if (resolve(directory) !== resolve(configDir)) {
      leases.push(await local.lease('directory', { command: 'letsencrypt-dns store migrate', wait: waitMs, signal }));
    }
    await local.recover(signal);
    const [from, target] = isInto
      ? [directorySide(local), sharedSide(shared)]
      : [sharedSide(shared), directorySide(local)];
    const report = await moveStore(from, target, signal);
    const { moved, same, left } = report;
    if (isInto) await markPublished(local, report);
    const lines = [
      ...left.map(({ name, reason }) => `${name}: left where it is: ${reason}`),
      `${moved.length} moved, ${same.length} there already, ${left.length} left`,
    ];
    const differences = left.length > 0 ? [] : await compareStores(from, target);
    printResult(
      redactor.redact(
        globals.json === true
          ? JSON.stringify({ moved, same, left, differences }, undefined, 2)
          : [...lines, ...differences].join('\n'),
      ),
    );
    return left.length > 0 || differences.length > 0 ? exitCodes.failed : exitCodes.done;
  } finally {
    for (const lease of leases.reverse()) await lease.release();
    await shared.close();
    await application.close();
  }
}

/** `letsencrypt-dns store verify` */
export async function storeVerifyCommand(
  { globals, env, redactor }: CommandContext,
  options: { readonly with?: string },
): Promise<number> {
  const application = await openApplication({ globals, env, redactor, credentials: 'optional' });
  try {
    const store = application.container.resolve(tokens.store);
    if (store.shared === undefined) throw notShared();
    const directory = resolve(options.with ?? application.state.settings.configDir);
    const local = createFileStore({ configDir: directory, log: application.log });
    const differences = await compareStores(sharedSide(store), directorySide(local));
    const text = differences.length === 0 ? 'the same' : differences.join('\n');
    printResult(redactor.redact(globals.json === true ? JSON.stringify({ differences }, undefined, 2) : text));
    return differences.length === 0 ? exitCodes.done : exitCodes.failed;
  } finally {
    await application.close();
  }
}

/** The shared side of a move: the one of the variables, or the database that was named. */
function openShared({ state, log }: Application, to: string): CertificateStore {
  const { store, storeKey, configDir } = state.settings;
  const url = isDatabaseUrl(to) ? to : store?.url;
  if (url === undefined) throw notShared();
  if (storeKey === undefined) {
    throw new Failure('CONFIG', 'a store on PostgreSQL wants a key to seal with', {
      place: 'LETSENCRYPT_STORE_KEY',
      hint: 'Make one with openssl rand -base64 32, and give the same to every instance',
    });
  }
  return openSharedStore({ url, directUrl: undefined, key: storeKey, oldKey: store?.oldKey }, { configDir, log });
}

function isDatabaseUrl(to: string): boolean {
  return /^postgres(?:ql)?:/.test(to);
}

function isDatabase(to: string): boolean {
  return to === 'postgres' || isDatabaseUrl(to);
}

function notShared(): Failure {
  return new Failure('CONFIG', 'there is no store that several instances share', {
    place: 'LETSENCRYPT_STORE',
    hint: 'Set LETSENCRYPT_STORE and LETSENCRYPT_STORE_KEY, see docs/scale.md',
  });
}
