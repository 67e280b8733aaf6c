import { planAddedLine } from '../config/added-line.js';
import { parseDomainsConf } from '../config/domains-conf.js';
import { type InitAnswers, settingsOf } from './answers.js';
import { composePlan } from './compose-text.js';
import { mergeEnvText } from './env-text.js';

/** Where a set-up is written; absolute. */
export interface InitPlaces {
  readonly configDir: string;
  readonly domainsConf: string;
  readonly envFile: string;
  readonly composeFile: string;
}

/** A file that is to be made or changed. */
export interface PlannedFile {
  readonly path: string;
  readonly mode: number;
  /** Undefined: there is none yet. */
  readonly before: string | undefined;
  readonly after: string;
  readonly kind: 'domains.conf' | 'env-file' | 'compose' | 'secret';
}

/**
 * Which files the answers come to, those that change alone. The credentials come first: a daemon that watches domains.conf
 * then finds them. Pure.
 * @param read the content of each of the places; undefined where there is no file
 * @param elsewhere names of certificates of a YAML file, which stand but once
 * @throws Failure CONFIG where the words make no good line
 */
export function planFiles(
  answers: InitAnswers,
  { configDir, domainsConf, envFile, composeFile }: InitPlaces,
  read: (path: string) => string | undefined,
  elsewhere: readonly string[] = [],
): readonly PlannedFile[] {
  const settings = settingsOf(answers);
  const files: PlannedFile[] = [];
  if (answers.target === 'env-file') {
    const before = read(envFile);
    files.push({ path: envFile, mode: 0o600, before, after: mergeEnvText(before, settings), kind: 'env-file' });
  } else {
    const { text, secrets } = composePlan(composeFile, configDir, settings);
    for (const [path, after] of secrets) files.push({ path, mode: 0o600, before: read(path), after, kind: 'secret' });
    files.push({ path: composeFile, mode: 0o644, before: read(composeFile), after: text, kind: 'compose' });
  }
  if (answers.words.length > 0) {
    const before = read(domainsConf);
    const { text } = planAddedLine(before ?? '', answers.words, new Set([...namesIn(before), ...elsewhere]));
    files.push({ path: domainsConf, mode: 0o644, before, after: (before ?? '') + text, kind: 'domains.conf' });
  }
  return files.filter(({ before, after }) => before !== after);
}

/** The names of the certificates of a domains.conf. */
export function namesIn(text: string | undefined): string[] {
  return parseDomainsConf(text ?? '').certificates.map(({ name }) => name);
}
