/** A mode, or a sentence that says what it must be. */
export type ParsedFileMode = { readonly mode: number } | { readonly fault: string };

const largestMode = 0o7777;
const others = 0o007;

/**
 * Reads a mode as people and programs write it: octal with a leading zero (`0640`, `0o640`), symbolic as `chmod` takes
 * it (`u=rw,g=r`), or a bare number. A bare number is octal where that makes sense as a mode, else the decimal that a
 * program wrote for it: Python's YAML turns 0640 into 416.
 * @param usual what symbolic clauses change that only add or take away
 */
export function parseFileMode(text: string, usual: number): ParsedFileMode {
  const word = text.trim();
  const octal = /^0o?([0-7]{1,5})$/i.exec(word)?.[1];
  if (octal !== undefined) return checked(Number.parseInt(octal, 8));
  if (/^\d{1,4}$/.test(word)) return fromNumber(word);
  const mode = applyClauses(word, usual);
  return mode === undefined ? { fault: faultText } : { mode };
}

/** Whether others than owner and group may write, or read. */
export function othersMay(mode: number): { readonly write: boolean; readonly read: boolean } {
  return { write: (mode & 0o002) !== 0, read: (mode & 0o004) !== 0 };
}

const faultText = 'must be a mode in octal, such as 0640, or as chmod takes it, such as u=rw,g=r';

function checked(mode: number): ParsedFileMode {
  return mode <= largestMode ? { mode } : { fault: faultText };
}

function fromNumber(digits: string): ParsedFileMode {
  const octal = /^[0-7]{3,4}$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
  const decimal = Number(digits);
  if (octal !== undefined && makesSense(octal)) return { mode: octal };
  if (decimal <= largestMode && makesSense(decimal)) return { mode: decimal };
  // Odd (604: a group is shut out), but no slip of a program: these digits are no sensible mode in decimal either.
  if (octal !== undefined && (octal & 0o400) !== 0) return { mode: octal };
  return { fault: faultText };
}

/**
 * The owner may read, others may no more than the group, the group no more than the owner; and whoever may enter without
 * reading (0711) finds an owner who may write.
 */
function makesSense(mode: number): boolean {
  const [owner, group, other] = [(mode >> 6) & others, (mode >> 3) & others, mode & others];
  const isNested = (other & ~group) === 0 && (group & ~owner) === 0;
  const entersBlindly = [group, other].some((bits) => (bits & 1) !== 0 && (bits & 4) === 0);
  return (owner & 4) !== 0 && isNested && (!entersBlindly || (owner & 2) !== 0);
}

/** chmod(1): clauses of who, operators and permissions, separated by commas. @returns undefined where it is none */
function applyClauses(text: string, usual: number): number | undefined {
  let mode = usual;
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)((?:[-+=](?:[ugo]|[rwxXst]*))+)$/.exec(clause);
    if (match === null) return undefined;
    const [, who = '', actions = ''] = match;
    for (const [, operator = '', permissions = ''] of actions.matchAll(/([-+=])([ugo]|[rwxXst]*)/g)) {
      mode = applyAction(mode, who === '' || who.includes('a') ? 'ugo' : who, operator, permissions);
    }
  }
  return mode;
}

const shifts: Readonly<Record<string, number>> = { u: 6, g: 3, o: 0 };

function applyAction(mode: number, who: string, operator: string, permissions: string): number {
  let bits = 0;
  let cleared = 0;
  for (const [name, shift] of Object.entries(shifts)) {
    if (!who.includes(name)) continue;
    bits |= permissionBits(mode, permissions) << shift;
    cleared |= others << shift;
    if (permissions.includes('s') && name !== 'o') bits |= name === 'u' ? 0o4000 : 0o2000;
  }
  if (permissions.includes('t')) bits |= 0o1000;
  if (operator === '+') return mode | bits;
  return operator === '-' ? mode & ~bits : (mode & ~cleared) | bits;
}

/** As the three bits of one class. */
function permissionBits(mode: number, permissions: string): number {
  const copied = shifts[permissions];
  if (copied !== undefined) return (mode >> copied) & others;
  const anyExecutes = (mode & 0o111) !== 0;
  return (
    (permissions.includes('r') ? 4 : 0) |
    (permissions.includes('w') ? 2 : 0) |
    (permissions.includes('x') || (permissions.includes('X') && anyExecutes) ? 1 : 0)
  );
}
