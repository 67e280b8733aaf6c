/** A template literal in a source file. */
export interface Template {
  /** The tag in front of it; empty where there is none. */
  readonly tag: string;
  /** What stands between its backquotes. */
  readonly content: string;
  /** The line that it begins on, trimmed. */
  readonly line: string;
}

/** Finds template literals, those inside of others too. Enough of the grammar for formatted sources. */
export function templatesIn(source: string): Template[] {
  const found: Template[] = [];
  scan(source, 0, false, found);
  return found.sort((one, other) => source.indexOf(one.content) - source.indexOf(other.content));
}

/** Reads code up to its end, or up to the brace that closes a substitution; returns where it stopped. */
function scan(source: string, from: number, isInner: boolean, found: Template[]): number {
  let depth = 0;
  for (let at = from; at < source.length; at += 1) {
    const rest = source.slice(at, at + 2);
    const character = source.charAt(at);
    if (rest === '//') at = endOf(source, '\n', at);
    else if (rest === '/*') at = endOf(source, '*/', at) + 1;
    else if (character === "'" || character === '"') at = endOfString(source, at);
    else if (character === '/' && isRegExp(source, at)) at = endOfRegExp(source, at);
    else if (character === '`') at = readTemplate(source, at, found);
    else if (character === '{') depth += 1;
    else if (character === '}') {
      if (isInner && depth === 0) return at;
      depth -= 1;
    }
  }
  return source.length;
}

function readTemplate(source: string, start: number, found: Template[]): number {
  const tag = /[\w$]*$/.exec(source.slice(Math.max(0, start - 40), start))?.[0] ?? '';
  const lineStart = source.lastIndexOf('\n', start) + 1;
  const line = source.slice(lineStart, endOf(source, '\n', start)).trim();
  for (let at = start + 1; at < source.length; at += 1) {
    if (source.charAt(at) === '\\') at += 1;
    else if (source.slice(at, at + 2) === '${') at = scan(source, at + 2, true, found);
    else if (source.charAt(at) === '`') {
      found.push({ tag, content: source.slice(start + 1, at), line });
      return at;
    }
  }
  return source.length;
}

function endOf(source: string, mark: string, from: number): number {
  const at = source.indexOf(mark, from);
  return at < 0 ? source.length : at;
}

function endOfString(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at += 1) {
    if (source.charAt(at) === '\\') at += 1;
    else if (source.charAt(at) === source.charAt(start)) return at;
  }
  return source.length;
}

/** A slash begins an expression where a value cannot have ended. */
function isRegExp(source: string, at: number): boolean {
  return /(^|[(,=:[!&|?{};]|return)\s*$/.test(source.slice(Math.max(0, at - 20), at));
}

function endOfRegExp(source: string, start: number): number {
  let isInClass = false;
  for (let at = start + 1; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '[') isInClass = true;
    else if (character === ']') isInClass = false;
    else if (character === '/' && !isInClass) return at;
  }
  return source.length;
}
