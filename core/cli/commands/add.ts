import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApplication } from '../../application/open-application.js';
import { showProblems } from '../../application/read-configuration.js';
import { runLockedPass } from '../../application/run-pass.js';
import { planAddedLine } from '../../config/added-line.js';
import { readFileFromDisk, tryReadFile } from '../../config/read-file.js';
import { appendDurably } from '../../disk/append-durably.js';
import { Failure } from '../../sdk/failure.js';
import { printNote } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { concludePass } from '../conclude-pass.js';
import { stopSignal } from '../stop-signal.js';

/** How long to wait for a daemon, which sees the new line by itself and may be at it already, in milliseconds. */
const waitMs = 10 * 60_000;

/**
 * `letsencrypt-dns add NAME…`: appends a line to domains.conf and obtains that certificate alone. The line stays where
 * that fails: the next pass tries again.
 */
export async function addCommand(
  { globals, env, redactor }: CommandContext,
  words: readonly string[],
): Promise<number> {
  const signal = stopSignal();
  const before = await openApplication({ globals, env, redactor, signal });
  let name: string;
  try {
    showProblems(before.problems, redactor);
    const { state } = before;
    const path = state.settings.domainsConf;
    const line = planAddedLine(
      await readOrNothing(path, signal),
      words,
      new Set(state.certificates.map((certificate) => certificate.name)),
      before.registry.plugins,
    );
    await refuseWhatCannotWork({ globals, env, redactor }, line.text, signal);
    appendDurably(path, line.text);
    name = line.name;
    printNote(`added line ${line.number} of ${path}`);
  } finally {
    await before.close();
  }
  const application = await openApplication({ globals, env, redactor, signal });
  try {
    const result = await runLockedPass(application, {
      command: 'letsencrypt-dns add',
      signal,
      waitMs,
      only: new Set([name]),
    });
    return await concludePass(application, result, globals.json === true);
  } finally {
    await application.close();
  }
}

/**
 * Reads the configuration as it would be with that line alone: without a provider for it, nothing is added.
 * @throws ConfigurationError
 */
async function refuseWhatCannotWork(
  { globals, env, redactor }: CommandContext,
  line: string,
  signal: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'letsencrypt-dns-add-'));
  try {
    const path = join(folder, 'domains.conf');
    await writeFile(path, line);
    const tried = await openApplication({ globals, env: { ...env, LETSENCRYPT_DOMAINS_CONF: path }, redactor, signal });
    await tried.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readOrNothing(path: string, signal: AbortSignal): Promise<string> {
  const file = await tryReadFile(readFileFromDisk, path, signal);
  if (file.status === 'unreadable') throw new Failure('CONFIG', `cannot read it: ${file.reason}`, { place: path });
  return file.status === 'read' ? file.text : '';
}
