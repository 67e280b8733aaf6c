import { resolve } from 'node:path';
import { type Application, openApplication } from '../../application/open-application.js';
import { openSharedStore } from '../../application/shared-store.js';
import { storeUrlSecrets } from '../../config/setting-secrets.js';
import { Failure } from '../../sdk/failure.js';
import { createFileStore } from '../../store/file-store.js';
import type { Lease } from '../../store/lease.js';
import {
  compareStores,
  directorySide,
  hasDoorFacts,
  type MoveReport,
  markPublished,
  sharedSide,
} from '../../store/move.js';
import { moveKey, readMoveMark } from '../../store/move-mark.js';
import { directoryPlace, moveInTurn } from '../../store/move-turn.js';
import type { CertificateStore } from '../../store/store.js';
import { printNote, printResult } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { stopSignal } from '../stop-signal.js';
import { notShared } from './store.js';

/** How long a move waits for passes to end, in milliseconds. */
const waitMs = 5 * 60_000;
/** Whoever serves doors does so for as long as it runs. */
const doorsWaitMs = 5000;

/** `letsencrypt-dns store migrate --to TARGET` */
export async function storeMigrateCommand(
  { globals, env, redactor }: CommandContext,
  { to }: { readonly to: string },
): Promise<number> {
  const signal = stopSignal();
  if (isDatabaseUrl(to)) redactor.add(...storeUrlSecrets(to));
  const application = await openApplication({ globals, env, redactor, signal, credentials: 'optional' });
  const { configDir } = application.state.settings;
  const shared = openShared(application, to);
  const leases: Lease[] = [];
  let isBegun = false;
  try {
    const isInto = isDatabase(to);
    const directory = isInto ? configDir : resolve(to);
    const local = createFileStore({ configDir: directory, log: application.log });
    const request = { command: 'letsencrypt-dns store migrate', wait: waitMs, signal };
    // The lease of the store includes the files of the configuration directory.
    leases.push(await shared.lease('directory', request));
    if (resolve(directory) !== resolve(configDir)) leases.push(await local.lease('directory', request));
    await local.recover(signal);
    const files = { ...directorySide(local), place: directoryPlace(local) };
    const database = { ...sharedSide(shared), place: shared.shared?.place ?? '' };
    const [from, target] = isInto ? [files, database] : [database, files];
    if (await hasDoorFacts(from)) {
      const brief = { ...request, wait: doorsWaitMs };
      for (const { store } of [from, target]) leases.push(await store.lease('doors', brief));
    }
    isBegun = true;
    const report = await moveInTurn(from, target, {
      signal,
      now: Date.now,
      async conclude(soFar) {
        if (isInto) await markPublished(local, soFar);
        return soFar.left.length > 0 ? [] : compareStores(from, target);
      },
    });
    isBegun = false;
    const text = globals.json === true ? reportJson(report) : renderReport(report, from.place, target.place);
    printResult(redactor.redact(text));
    return isWhole(report) ? exitCodes.done : exitCodes.failed;
  } catch (error) {
    if (isBegun) {
      printNote('The move is not finished: passes wait for an hour. Run it again, or letsencrypt-dns store stay.');
    }
    throw error;
  } finally {
    for (const lease of leases.reverse()) await lease.release();
    await shared.close();
    await application.close();
  }
}

/** `letsencrypt-dns store stay` */
export async function storeStayCommand({ globals, env, redactor }: CommandContext): Promise<number> {
  const signal = stopSignal();
  const application = await openApplication({ globals, env, redactor, signal, credentials: 'optional' });
  const { settings } = application.state;
  const store =
    settings.store === undefined
      ? createFileStore({ configDir: settings.configDir, log: application.log })
      : openShared(application, 'postgres');
  try {
    const lease = await store.lease('directory', { command: 'letsencrypt-dns store stay', wait: waitMs, signal });
    try {
      const mark = await readMoveMark(store.state);
      await store.state.remove(moveKey);
      const done = mark === undefined ? 'nothing was in the way' : 'passes go on here';
      printResult(globals.json === true ? JSON.stringify({ move: mark ?? null }, undefined, 2) : done);
      if (mark !== undefined) {
        printNote(redactor.redact(`warning: see that nobody else renews the same certificates from ${mark.other}`));
      }
      return exitCodes.done;
    } finally {
      await lease.release();
    }
  } finally {
    await store.close();
    await application.close();
  }
}

type Report = MoveReport & { readonly differences: readonly string[] };

function isWhole({ left, differences }: Report): boolean {
  return left.length === 0 && differences.length === 0;
}

function reportJson({ moved, same, left, differences }: Report): string {
  return JSON.stringify({ moved, same, left, differences }, undefined, 2);
}

function renderReport(report: Report, from: string, to: string): string {
  const { moved, same, left, differences } = report;
  return [
    ...left.map(({ name, reason }) => `${name}: left where it is: ${reason}`),
    `${moved.length} moved, ${same.length} there already, ${left.length} left`,
    ...differences,
    isWhole(report)
      ? `from now on, ${to} is in force`
      : `${from} stays in force: see to what is left, and run it again`,
  ].join('\n');
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
