import { hasLineEnd } from '../sdk/line-ends.js';
import type { ProblemCollector } from './problems.js';
import { hintOf, type ReadFile, tryReadFile } from './read-file.js';
import type { VariableSpec, VariableValue } from './variable-spec.js';
import { type ParsedValue, parseVariable } from './variable-values.js';
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
  /** Asks for them: whether one is set to something, or a file for one, so that a look-up is worth its while. */
  isGiven(names: readonly string[]): boolean;
  /** Whether it is set, be it to nothing. */
  isSet(name: string): boolean;
  /** The names that were asked for so far. */
  readonly asked: ReadonlySet<string>;
  /** All names that are set to something, `_FILE` ones as they are. */
  readonly names: readonly string[];
}

export interface EnvironmentSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: ReadFile;
  readonly problems: ProblemCollector;
  readonly signal: AbortSignal | undefined;
}

/** Programs read these in either case, and so do people write them. */
export const inEitherCase: readonly string[] = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'];

/** White space around a value is never meant: a line end comes with files and with `echo`. */
function valueOfEither(env: EnvironmentSource['env'], name: string): string {
  const value = env[name]?.trim() ?? '';
  return value === '' && inEitherCase.includes(name) ? (env[name.toLowerCase()]?.trim() ?? '') : value;
}

/** What variables with these names are for: their own, and those whose file they name. */
function givenBy(names: readonly string[]): ReadonlySet<string> {
  const given = new Set<string>();
  for (const name of names) {
    given.add(name).add(withoutFile(name));
    const upper = name.toUpperCase();
    if (inEitherCase.includes(upper)) given.add(upper);
  }
  return given;
}

/** Each variable is read once; what is wrong with it is reported once. */
export function openEnvironment({ env: live, readFile, problems, signal }: EnvironmentSource): Environment {
  // Each look at the environment of the process is a call into Node, and there are hundreds.
  const env = { ...live };
  const found = new Map<string, Promise<FoundVariable | undefined>>();
  async function read(name: string): Promise<FoundVariable | undefined> {
    const value = valueOfEither(env, name);
    const fileVariable = `${name}_FILE`;
    const path = env[fileVariable]?.trim() ?? '';
    if (path === '') return value === '' ? undefined : { value, place: name };
    if (value !== '') {
      problems.error(name, `${name} and ${fileVariable} are both set`, { hint: 'Set one of them' });
      return { value, place: name };
    }
    const file = await tryReadFile(readFile, path, signal);
    if (file.status !== 'read') {
      const reason = file.status === 'missing' ? 'there is no such file' : file.reason;
      problems.error(fileVariable, `cannot read ${path}: ${reason}`, hintOf(file));
      return undefined;
    }
    const text = file.text.replace(/^\ufeff/, '').trim();
    return text === '' ? undefined : { value: text, place: fileVariable };
  }
  const asked = new Set<string>();
  const names = Object.keys(env).filter((name) => (env[name]?.trim() ?? '') !== '');
  const given = givenBy(names);
  return {
    asked,
    names,
    isGiven(wanted) {
      for (const name of wanted) asked.add(name);
      return wanted.some((name) => given.has(name));
    },
    isSet: (name) => env[name] !== undefined,
    lookupExactly(name) {
      const value = valueOfEither(env, name);
      return value === '' ? undefined : { value, place: name };
    },
    lookup(name) {
      asked.add(name);
      const known = found.get(name) ?? read(name);
      found.set(name, known);
      return known;
    },
  };
}

export interface ReadVariables {
  readonly values: VariableValues & Readonly<Record<string, VariableValue | undefined>>;
  /** The variables that were given, by their names without `_FILE`, and where each was. */
  readonly given: ReadonlyMap<string, string>;
}

/** The name of a variable whose value or file this names: `NAME` of `NAME_FILE`. */
export function withoutFile(name: string): string {
  return name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : name;
}

/** Where a variable was given; one that was not goes by its name. */
export function placeOfVariable(given: ReadVariables['given'], name: string): string {
  return given.get(name) ?? name;
}

/** Reads every variable of the table; one that is wrong is reported and has its default. */
export async function readVariables(
  environment: Environment,
  problems: ProblemCollector,
  specs: readonly VariableSpec[] = variables,
): Promise<ReadVariables> {
  const values: Record<string, VariableValue | undefined> = {};
  const given = new Map<string, string>();
  const known = knownNames(specs);
  for (const spec of specs) {
    const found = environment.isGiven(namesOf(spec)) ? await findVariable(environment, spec, known) : undefined;
    if (found !== undefined) given.set(spec.name, found.place);
    const value = found === undefined ? defaultOf(spec) : valueFrom(spec, found, problems);
    values[spec.name] = value instanceof Promise ? await value : value;
  }
  return { values: values as ReadVariables['values'], given };
}

/** All names of a variable, the one that counts first. */
export function namesOf({ name, alias, aliases = [] }: VariableSpec): readonly string[] {
  return [...(alias === undefined ? [name] : [name, alias]), ...aliases];
}

/** The names of all variables of a table, put together once. */
export function knownNames(specs: readonly VariableSpec[]): ReadonlySet<string> {
  const before = namesOfTables.get(specs);
  if (before !== undefined) return before;
  const known = new Set<string>();
  for (const spec of specs) for (const name of namesOf(spec)) known.add(name);
  namesOfTables.set(specs, known);
  return known;
}

const namesOfTables = new WeakMap<readonly VariableSpec[], ReadonlySet<string>>();

/** Where `A` and `A_FILE` are two variables, the second is not the file of the first. */
async function findVariable(
  environment: Environment,
  spec: VariableSpec,
  known: ReadonlySet<string>,
): Promise<FoundVariable | undefined> {
  for (const name of namesOf(spec)) {
    const isExact = known.has(`${name}_FILE`);
    const found = isExact ? environment.lookupExactly(name) : await environment.lookup(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function valueFrom(
  spec: VariableSpec,
  found: FoundVariable,
  problems: ProblemCollector,
): Promise<VariableValue | undefined> {
  const parsed = parseLines(spec, found.value) ?? (await parseVariable(found.value, spec));
  if ('value' in parsed) {
    if (parsed.warning !== undefined) problems.warn(found.place, `${spec.name} ${parsed.warning}`);
    return parsed.value;
  }
  const shown = spec.secret === true || parsed.hidden === true ? '' : `, not \`${found.value}\``;
  const scope = spec.scope !== undefined && { scope: spec.scope };
  problems.error(found.place, `${spec.name} ${parsed.fault}${shown}`, { hint: parsed.hint, ...scope });
  // What is the concern of one step fails that step; it does not go on with something else.
  return spec.scope === undefined ? defaultOf(spec) : undefined;
}

/** There are hundreds, and few wait for anything. */
function defaultOf(spec: VariableSpec): VariableValue | undefined | Promise<VariableValue | undefined> {
  // Known to be right, and meant as it stands: checking a pattern would load the scheduler.
  if (spec.default === undefined || spec.kind === 'cron' || spec.kind === 'mail') return spec.default;
  const parsed = parseVariable(spec.default, spec);
  return parsed instanceof Promise ? parsed.then(rightValueOf) : rightValueOf(parsed);
}

function rightValueOf(parsed: ParsedValue): VariableValue | undefined {
  return 'value' in parsed ? parsed.value : undefined;
}

/** Lists may have a line for each item; elsewhere a line end inside is a slip that would break what is sent. */
function parseLines({ kind, multiline }: VariableSpec, text: string): ParsedValue | undefined {
  if (multiline === true || kind === 'list' || kind === 'endpoints' || !hasLineEnd(text)) return undefined;
  return { fault: 'must stand on one line, and there is a line end in it', hidden: true };
}
