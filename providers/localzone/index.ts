import { chmod, chown, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import {
  defineProvider,
  Failure,
  isSameName,
  programOutput,
  type RecordChange,
  runProgram,
  throughChanges,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { readZoneFile, type ZoneFile } from './zone-file.js';

/** The master file of a zone, on this host. */
export default defineProvider<typeof manifest>(({ options, log, signal, environment = () => ({}) }) => {
  const { filename } = options;
  const [program = '', ...args] = options.reload.split(/\s+/).filter((word) => word !== '');

  async function read(): Promise<ZoneFile> {
    const file = readZoneFile(await readFile(filename, 'utf8').catch(fail('read')));
    if (file !== undefined) return file;
    throw new Failure('CONFIG', 'this is no zone file: it has no SOA record', { place: filename });
  }

  function fail(what: 'read' | 'written') {
    return (cause: NodeJS.ErrnoException): never => {
      throw new Failure('STORE', `the zone file cannot be ${what} (${cause.code})`, { place: filename, cause });
    };
  }

  /** Whole or not at all, with owner and mode as they were. */
  async function write(text: string): Promise<void> {
    const beside = `${filename}.${process.pid}.new`;
    try {
      const { uid, gid, mode } = await stat(filename);
      await writeFile(beside, text, { mode: 0o600, flush: true });
      await chmod(beside, mode & 0o777);
      if (process.getuid?.() === 0) await chown(beside, uid, gid);
      await rename(beside, filename);
    } catch (error) {
      await rm(beside).catch(() => undefined);
      fail('written')(error as NodeJS.ErrnoException);
    }
  }

  async function reload(): Promise<void> {
    if (program === '') return;
    const output = programOutput(log, program);
    const start = { file: program, args, environment: environment(), onLine: output.onLine, signal: signal() };
    const { exitCode, endedBy } = await runProgram(start).catch((error: NodeJS.ErrnoException) => {
      // What stopped it has a number for a code, or none.
      if (typeof error.code !== 'string') throw error;
      throw new Failure('CONFIG', `${program} cannot be run (${error.code})`, { place: '--reload', cause: error });
    });
    if (exitCode === 0) return;
    throw new Failure('API', `${program} ended with ${endedBy ?? `exit code ${exitCode}`}: ${output.last()}`, {
      place: '--reload',
    });
  }

  async function changeRecords(_zone: Zone, change: RecordChange): Promise<void> {
    await write((await read()).change(change));
    await reload();
  }

  return {
    async findZone(name) {
      return isSameName((await read()).apex, name) ? { name } : undefined;
    },
    listRecords: async () => (await read()).records,
    ...throughChanges(changeRecords),
  };
});
