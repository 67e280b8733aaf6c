import { join } from 'node:path';
import type { Registry } from '../../core/manifest/registry.js';
import { type RecordedException, readExceptions } from './exceptions.js';
import { inProcess } from './in-process.js';
import { type Performer, playCase } from './play-case.js';
import { listCases, readRecording } from './recording.js';

export type CaseState = 'passed' | 'failed' | 'exception' | 'unplayable';

export interface CaseResult {
  /** The folder's name: the provider and perhaps a variant. */
  readonly folder: string;
  readonly case: string;
  readonly state: CaseState;
  /** What went wrong, or why it was not to be played. */
  readonly details: readonly string[];
}

export interface ReplayOptions {
  readonly registry: Registry;
  /** The folder of all recordings. */
  readonly directory: string;
  /** Only cases whose name contains this. */
  readonly caseFilter?: string | undefined;
  /** How steps are done; left out: in this process. */
  readonly performer?: ((providerId: string) => Performer) | undefined;
}

/** Plays the cases of one provider's folder, one after another. */
export async function replayProvider(folder: string, options: ReplayOptions): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const name of listCases(join(options.directory, folder))) {
    if (options.caseFilter === undefined || name.includes(options.caseFilter)) {
      results.push(await replayCase(folder, name, options));
    }
  }
  return results;
}

export async function replayCase(folder: string, name: string, options: ReplayOptions): Promise<CaseResult> {
  const recording = readRecording(join(options.directory, folder), name);
  const result = (state: CaseState, details: readonly string[]): CaseResult => ({ folder, case: name, state, details });
  if (recording.replayable === false) return result('unplayable', [recording.reason ?? 'no reason given']);
  const registered = options.registry.findProvider(recording.provider);
  if (registered === undefined) return result('failed', [`there is no provider ${recording.provider}`]);
  const performer = options.performer?.(recording.provider) ?? inProcess(registered);
  const problems = await playCase(recording, performer);
  const exception = readExceptions().find((entry) => isFor(entry, recording.provider, folder, name));
  if (exception === undefined) return result(problems.length === 0 ? 'passed' : 'failed', problems);
  if (problems.length > 0) return result('exception', [exception.reason]);
  return result('failed', [`it passes, so its entry in exceptions.json is stale: ${exception.reason}`]);
}

function isFor(entry: RecordedException, provider: string, folder: string, name: string): boolean {
  return (entry.provider === provider || entry.provider === folder) && (entry.case === '*' || entry.case === name);
}
