import type { Random } from '../random.js';

/** What is used of zod's definitions. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
  readonly innerType?: unknown;
  readonly in?: unknown;
  readonly valueType?: unknown;
  readonly options?: readonly unknown[];
  readonly items?: readonly unknown[];
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
}

const texts = [
  'example.com',
  'example.com.',
  '_acme-challenge.www',
  '_acme-challenge.www.example.com',
  'TXT',
  '"left"',
  'left',
  '1',
  '',
  '@',
  'ACTIVE',
  '../../x?y#z',
  'http://evil.example/next',
  '\u0000\u001b[31m',
  'a'.repeat(300),
  '__proto__',
  '1e300',
] as const;

function textOf(random: Random, key: string): string {
  if (random.oneIn(6)) return random.pick(texts);
  if (/type/i.test(key)) return 'TXT';
  if (/zone|domain|origin/i.test(key)) return 'example.com';
  if (/^(name|host|fqdn|r?r?name|subdomain|subname)$/i.test(key))
    return random.pick(['example.com', ...texts.slice(2, 4)]);
  if (/content|value|data|record|txt|target/i.test(key)) return random.pick(['left', '"left"']);
  return random.pick(['1', ...texts.slice(0, 6)]);
}

function numberOf(random: Random): number {
  return random.pick([0, 1, 2, 60, 600, -1, 0.5, 1e15, 1e300]);
}

/** Anything at all. */
export function anyValue(random: Random, depth: number): unknown {
  switch (random.below(depth > 2 ? 4 : 7)) {
    case 0:
      return null;
    case 1:
      return random.oneIn(2);
    case 2:
      return numberOf(random);
    case 3:
      return random.pick(texts);
    case 4:
      return Array.from({ length: random.below(3) }, () => anyValue(random, depth + 1));
    default:
      return Object.fromEntries(
        ['id', 'name', 'type', 'data', 'result', random.pick(texts)].map((key) => [key, anyValue(random, depth + 1)]),
      );
  }
}

/** A value that a schema of zod takes, mostly; with contents that nobody would expect. */
export function fromSchema(random: Random, schema: unknown, key = '', depth = 0): unknown {
  const found = (schema as { def?: Definition } | undefined)?.def;
  if (found === undefined || depth > 12 || random.oneIn(60)) return anyValue(random, depth);
  const inner = (part: unknown, name = key) => fromSchema(random, part, name, depth + 1);
  switch (found.type) {
    case 'object':
      return Object.fromEntries(Object.entries(found.shape ?? {}).map(([name, part]) => [name, inner(part, name)]));
    case 'array':
      return Array.from({ length: random.below(4) }, () => inner(found.element));
    case 'tuple':
      return (found.items ?? []).map((item) => inner(item));
    case 'record':
      return Object.fromEntries(
        Array.from({ length: random.below(3) }, () => [textOf(random, key), inner(found.valueType)]),
      );
    case 'union':
      return inner(found.options?.[random.below(found.options.length)]);
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'catch':
    case 'readonly':
      return random.oneIn(4) ? undefined : inner(found.innerType);
    case 'pipe':
      return inner(found.in);
    case 'literal':
      return found.values?.[random.below(found.values.length)];
    case 'enum':
      return random.pick(Object.values(found.entries ?? {}) as [unknown]);
    case 'string':
      return textOf(random, key);
    case 'number':
    case 'int':
      return numberOf(random);
    case 'boolean':
      return random.oneIn(2);
    default:
      return anyValue(random, depth);
  }
}
