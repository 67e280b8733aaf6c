/** A record as a line says it. */
export interface LineRecord {
  readonly type: string;
  readonly name: string;
  readonly content: string;
  readonly ttl?: number;
}

/**
 * Reads a record from a line as a zone file has it: `a 60 TXT one`. The name is relative (`@` at the apex), text is bare,
 * the TTL may be left out. @throws Error where it is no such line
 */
export function recordLine(line: string): LineRecord {
  const [, name, ttl, type, content] = /^(\S+) (?:(\d+) )?([A-Z]+\d*) (.*)$/s.exec(line) ?? [];
  if (name === undefined || type === undefined || content === undefined) throw new Error(`this is no record: ${line}`);
  return { type, name, content, ...(ttl !== undefined && { ttl: Number(ttl) }) };
}
