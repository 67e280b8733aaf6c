import { fullName, quoteTxt, unquoteTxt, withDot, withoutDot } from '../../core/sdk/index.js';

/** One value of a record, as the API has it; hosts without a final dot would be relative to the zone. */
export interface Value {
  readonly value: string;
  readonly level?: number | undefined;
  readonly priority?: number | undefined;
  readonly weight?: number | undefined;
  readonly port?: number | undefined;
}

/** Text is taken bare, unless it is longer than one string or holds what looks like quoting. */
function needsQuotes(text: string): boolean {
  return Buffer.byteLength(text) > 255 || /["\\]/.test(text);
}

/** `10 mx.example.com` → its fields. */
export function toValue(type: string, content: string): Value {
  const words = content.split(/\s+/);
  const number = (index: number) => Number(words[index]);
  switch (type) {
    case 'TXT':
      return { value: needsQuotes(content) ? quoteTxt(content) : content };
    case 'MX':
      return { level: number(0), value: withDot(words[1] ?? '') };
    case 'SRV':
      return { priority: number(0), weight: number(1), port: number(2), value: withDot(words[3] ?? '') };
    case 'NS':
      return { value: withDot(content) };
    default:
      return { value: content };
  }
}

/** The reverse of {@link toValue}: hosts that are relative to the zone there become full ones. */
export function fromValue(type: string, { value, level, priority, weight, port }: Value, zone: string): string {
  switch (type) {
    case 'TXT':
      return unquoteTxt(value);
    case 'CNAME':
    case 'NS':
      return fromHost(value, zone);
    case 'MX':
      return `${level} ${fromHost(value, zone)}`;
    case 'SRV':
      return `${priority} ${weight} ${port} ${fromHost(value, zone)}`;
    default:
      return value;
  }
}

function fromHost(host: string, zone: string): string {
  return host.endsWith('.') ? withoutDot(host) : fullName(host, zone);
}
