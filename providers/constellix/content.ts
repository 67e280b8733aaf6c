import {
  fullName,
  joinParts,
  needsQuotes,
  quoteTxt,
  splitParts,
  unquoteTxt,
  withDot,
  withoutDot,
} from '../../core/sdk/index.js';

/** One value of a record, as the API has it; hosts without a final dot would be relative to the zone. */
export type Value = Readonly<Record<string, unknown>>;

const partsOf: Readonly<Record<string, readonly string[]>> = {
  MX: ['level', 'value'],
  SRV: ['priority', 'weight', 'port', 'value'],
};

/** `10 mx.example.com` → its fields. */
export function toValue(type: string, content: string): Value {
  if (type === 'TXT') return { value: needsQuotes(content) ? quoteTxt(content) : content };
  const data = /^(NS|MX|SRV)$/.test(type) ? withDot(content) : content;
  return splitParts(type, data, partsOf[type] ?? ['value']);
}

/** The reverse of {@link toValue}: hosts that are relative to the zone there become full ones. */
export function fromValue(type: string, item: Value, zone: string): string {
  const value = String(item.value);
  if (type === 'TXT') return unquoteTxt(value);
  if (!/^(CNAME|NS|MX|SRV)$/.test(type)) return value;
  const host = value.endsWith('.') ? withoutDot(value) : fullName(value, zone);
  return joinParts(type, { ...item, value: host }, partsOf[type] ?? ['value']);
}
