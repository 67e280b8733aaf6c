import { didYouMean, editDistance } from './nearest.js';
import type { ProblemCollector } from './problems.js';
import { type ReadFile, tryReadFile } from './read-file.js';
import type { VariableSpec, VariableValue } from './variable-spec.js';
import { parseVariable } from './variable-values.js';
import { type VariableValues, variables } from './variables.js';

/** A variable that is set. */
export interface FoundVariable {
  readonly value: string;
  /** The name that it came from: its own, or that with `_FILE`. */
  readonly place: string;
}

/** The process environment, with `NAME_FILE` followed. */
export interface Environment {
  /** The value of a variable or the content of the file that `NAME_FILE` names; undefined where neither is set or it is empty. */
  lookup(name: string): Promise<FoundVariable | undefined>;
  /** The value of a variable, without a look at `NAME_FILE`. */
  lookupExactly(name: string): FoundVariable | undefined;
  /** Whether it is set, be it to nothing. */
  isSet(name: string): boolean;
  /** All names that are set to something, `_FILE` ones as they are. */
  readonly names: readonly string[];
}

export interface EnvironmentSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: ReadFile;
  readonly problems: ProblemCollector;
  readonly signal: AbortSignal;
}

/** Programs read these in either case, and so do people write them. */
const inEitherCase = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'];

function valueOfEither(env: EnvironmentSource['env'], name: string): string {
  const value = env[name] ?? '';
  return value === '' && inEitherCase.includes(name) ? (env[name.toLowerCase()] ?? '') : value;
}

/** Each variable is read once; what is wrong with it is reported once. */
export function openEnvironment({ env, readFile, problems, signal }: EnvironmentSource): Environment {
  const found = new Map<string, Promise<FoundVariable | undefined>>();
  async function read(name: string): Promise<FoundVariable | undefined> {
    const value = valueOfEither(env, name);
    const fileVariable = `${name}_FILE`;
    const path = env[fileVariable] ?? '';
    if (path === '') return value === '' ? undefined : { value, place: name };
    if (value !== '') {
      problems.error(name, `${name} and ${fileVariable} are both set`, { hint: 'Set one of them' });
      return { value, place: name };
    }
    const file = await tryReadFile(readFile, path, signal);
    if (file.status !== 'read') {
      const reason = file.status === 'missing' ? 'there is no such file' : file.reason;
      problems.error(fileVariable, `cannot read ${path}: ${reason}`);
      return undefined;
    }
    const text = file.text.replace(/^\ufeff/, '').replace(/\r?\n$/, '');
    return text === '' ? undefined : { value: text, place: fileVariable };
  }
  return {
    names: Object.keys(env).filter((name) => (env[name] ?? '') !== ''),
    isSet: (name) => env[name] !== undefined,
    lookupExactly(name) {
      const value = valueOfEither(env, name);
      return value === '' ? undefined : { value, place: name };
    },
    lookup(name) {
      const known = found.get(name) ?? read(name);
      found.set(name, known);
      return known;
    },
  };
}

export interface ReadVariables {
  readonly values: VariableValues;
  /** The variables that were given, by their names without `_FILE`, and where each was. */
  readonly given: ReadonlyMap<string, string>;
}

/** Reads every variable of the table; one that is wrong is reported and has its default. */
export async function readVariables(environment: Environment, problems: ProblemCollector): Promise<ReadVariables> {
  const values: Record<string, VariableValue | undefined> = {};
  const given = new Map<string, string>();
  for (const spec of variables as readonly VariableSpec[]) {
    const found = await environment.lookup(spec.name);
    if (found !== undefined) given.set(spec.name, found.place);
    values[spec.name] = await valueFrom(spec, found, problems);
  }
  return { values: values as VariableValues, given };
}

async function valueFrom(
  spec: VariableSpec,
  found: FoundVariable | undefined,
  problems: ProblemCollector,
): Promise<VariableValue | undefined> {
  if (found !== undefined) {
    const parsed = await parseVariable(found.value, spec);
    if ('value' in parsed) return parsed.value;
    const shown = spec.secret === true ? '' : `, not \`${found.value}\``;
    problems.error(found.place, `${spec.name} ${parsed.fault}${shown}`);
  }
  // The default pattern is known to be right, and checking it would load the scheduler.
  if (spec.default === undefined || spec.kind === 'cron') return spec.default;
  const parsed = await parseVariable(spec.default, spec);
  return 'value' in parsed ? parsed.value : undefined;
}

/** Docker links and Kubernetes service variables, made from the names of other containers and services. */
const foreign = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT|PORT_\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?|NAME|ENV_\w+)$/;

/** Warns of variables that look like ours and are none, with the nearest known name. */
export function warnOfUnknownVariables(environment: Environment, problems: ProblemCollector): void {
  const known = new Set<string>(variables.map((variable) => variable.name));
  for (const name of environment.names) {
    const bare = name.replace(/_FILE$/, '');
    if (known.has(name) || known.has(bare) || foreign.test(name) || !looksLikeOurs(bare, known)) continue;
    const hint = didYouMean(bare, known);
    problems.warn(name, `there is no variable ${name}`, hint === undefined ? {} : { hint });
  }
}

/** Of the names in LEXICON_ most are options of providers, so only slips of the pen are looked for there. */
function looksLikeOurs(name: string, known: ReadonlySet<string>): boolean {
  // Seams for this program's own tests; see `authoritativeOverride`, for one.
  if (name.startsWith('LETSENCRYPT_DNS_TEST_')) return false;
  if (/^(LETSENCRYPT|CERTS|PFX)_/.test(name)) return true;
  return name.startsWith('LEXICON_') && [...known].some((other) => editDistance(name, other) <= 2);
}
