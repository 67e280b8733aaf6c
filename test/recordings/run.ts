import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { findRecordings, listFolders } from './find-recordings.js';
import { providerOf } from './recording.js';
import { type CaseResult, type ReplayOptions, replayProvider } from './replay-provider.js';
import { renderReport } from './report.js';

const usage = 'npm run test:recordings [-- --provider ID]… [--dir DIR] [--case NAME] [--through-bin]';

/** Exit code 0: all as recorded, 1: not, 2: wrong usage. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      provider: { type: 'string', multiple: true, default: [] },
      dir: { type: 'string' },
      case: { type: 'string' },
      'through-bin': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const directory = findRecordings(values.dir);
  if (directory === undefined) {
    const required = process.env.LAB === 'required' || values.dir !== undefined;
    console.log(`there are no recordings to replay; name their folder with --dir or RECORDINGS_DIR`);
    return required ? 1 : 0;
  }
  const registry = builtInRegistry();
  const folders = chosenFolders(directory, values.provider, (id) => registry.findProvider(id) !== undefined);
  const served = values['through-bin'] ? await (await import('./serve.js')).serveBin() : undefined;
  const results: CaseResult[] = [];
  try {
    for (const folder of folders) {
      const options: ReplayOptions = { registry, directory, caseFilter: values.case, performer: served?.performer };
      results.push(...(await replayProvider(folder, options)));
    }
  } finally {
    await served?.stop();
  }
  console.log(renderReport(results));
  return results.length > 0 && results.every(({ state }) => state !== 'failed') ? 0 : 1;
}

/** By folder or provider; without a choice, all folders of providers that exist. */
function chosenFolders(directory: string, wanted: readonly string[], exists: (id: string) => boolean): string[] {
  return listFolders(directory).filter((folder) => {
    if (wanted.includes(folder)) return true;
    const id = providerOf(join(directory, folder));
    return id !== undefined && (wanted.length === 0 ? exists(id) : wanted.includes(id));
  });
}

process.exitCode = await main();
