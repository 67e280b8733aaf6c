import { resolve } from 'node:path';
import { openApplication } from '../../application/open-application.js';
import { keysOf } from '../../application/shared-store.js';
import { tokens } from '../../application/tokens.js';
import { Failure } from '../../sdk/failure.js';
import { createFileStore } from '../../store/file-store.js';
import { compareStores, directorySide, sharedSide } from '../../store/move.js';
import { describeMove, readMoveMark } from '../../store/move-mark.js';
import { schemaSql } from '../../store/postgres/migrations.js';
import { upgradeStore } from '../../store/postgres/upgrade.js';
import { printResult } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { renderStoreStatus, storeStatusJson } from '../render-store.js';

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
    const mark = await readMoveMark(store.state);
    if (shared === undefined) {
      if (mark === undefined) throw notShared();
      printResult(globals.json === true ? JSON.stringify({ move: mark }, undefined, 2) : describeMove(mark));
      return exitCodes.done;
    }
    const found = {
      move: mark,
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

/** `letsencrypt-dns store forget HOST` */
export async function storeForgetCommand(
  { globals, env, redactor }: CommandContext,
  host: string,
  { directory }: { readonly directory?: string },
): Promise<number> {
  const application = await openApplication({ globals, env, redactor, credentials: 'optional' });
  try {
    const { shared } = application.container.resolve(tokens.store);
    if (shared === undefined) throw notShared();
    const forgotten = await shared.forget(host, directory);
    if (forgotten === 0) {
      throw new Failure('CONFIG', `no instance of ${host} has been here`, { hint: 'See letsencrypt-dns store status' });
    }
    printResult(globals.json === true ? JSON.stringify({ host, forgotten }) : `${host}: forgotten`);
    return exitCodes.done;
  } finally {
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

export function notShared(): Failure {
  return new Failure('CONFIG', 'there is no store that several instances share', {
    place: 'LETSENCRYPT_STORE',
    hint: 'Set LETSENCRYPT_STORE and LETSENCRYPT_STORE_KEY, see docs/scale.md',
  });
}
