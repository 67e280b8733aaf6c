import type { ReadVariables } from '../environment.js';
import type { ProblemCollector } from '../problems.js';
import type { VariableValue } from '../variable-spec.js';
import { parseVariable } from '../variable-values.js';
import type { YamlDocument } from './document.js';
import type { YamlSource } from './result.js';
import { eachSettingKey, settingKeysWith } from './setting-keys.js';

/**
 * Puts what the file says outside profiles and certificates below the variables of the environment: a variable that is
 * set wins, with a warning.
 */
export async function settingsOfFile(
  file: object,
  read: ReadVariables,
  document: YamlDocument,
  problems: ProblemCollector,
  { plugins, specs }: Pick<YamlSource, 'plugins' | 'specs'>,
): Promise<ReadVariables> {
  const values: Record<string, VariableValue | undefined> = { ...read.values };
  const given = new Map(read.given);
  const keys = new Map<string, string>();
  async function take(path: readonly string[], variable: string, text: string): Promise<void> {
    const place = document.placeOf(path);
    const key = path.join('.');
    if (isOverruled(variable, read)) {
      problems.warn(place, `\`${key}\` does not count: ${overruler(variable, read)} is set`);
      return;
    }
    const other = keys.get(variable);
    if (other !== undefined) {
      problems.warn(place, `\`${key}\` does not count: \`${other}\` is set`);
      return;
    }
    const spec = specs.find((candidate) => candidate.name === variable);
    if (spec === undefined || text === '') return;
    const parsed = await parseVariable(spec.kind === 'boolean' ? truthOf(text) : text, spec);
    if ('fault' in parsed) {
      const scope = spec.scope !== undefined && { scope: spec.scope };
      problems.error(place, `\`${key}\` ${parsed.fault}`, { hint: parsed.hint, ...scope });
      if (spec.scope !== undefined) values[variable] = undefined;
    } else {
      values[variable] = parsed.value;
      if (parsed.warning !== undefined) problems.warn(place, `\`${key}\` ${parsed.warning}`);
    }
    given.set(variable, place);
    keys.set(variable, key);
  }
  for (const { path, variable } of eachSettingKey(settingKeysWith(plugins))) {
    const value = at(file, path);
    if (typeof value === 'string') await take(path, variable, value);
    else if (Array.isArray(value)) await take(path, variable, value.join(','));
  }
  const version = at(file, ['acme', 'api_version']);
  if (version === '1') await take(['acme', 'api_version'], 'LETSENCRYPT_ACME_V1', 'true');
  else if (version !== undefined && !/^2(\.0)?$/.test(String(version))) {
    problems.error(document.placeOf(['acme', 'api_version']), '`acme.api_version` must be 2');
  }
  return { values: values as ReadVariables['values'], given };
}

/** `on` and `off` are truth values in YAML 1.1, which dnsrobocert reads. */
function truthOf(text: string): string {
  if (/^on$/i.test(text)) return 'true';
  return /^off$/i.test(text) ? 'false' : text;
}

/** Staging asked for in the environment must not be undone by a server in the file. */
function isOverruled(variable: string, read: ReadVariables): boolean {
  if (read.given.has(variable)) return true;
  return variable === 'LETSENCRYPT_SERVER' && read.values.LETSENCRYPT_STAGING;
}

function overruler(variable: string, read: ReadVariables): string {
  return read.given.get(variable) ?? 'LETSENCRYPT_STAGING';
}

function at(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}
