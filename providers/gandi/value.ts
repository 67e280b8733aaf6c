import { quoteTxt, unquoteTxt } from '../../core/sdk/index.js';

/** A value as Gandi takes it: text bare where nothing in it could be misread; hosts as they are given, with or without a dot. */
export function toValue(type: string, content: string): string {
  const plain = content.length <= 255 && /^[\w.:=+/-]+$/.test(content);
  return type === 'TXT' && !plain ? quoteTxt(content) : content;
}

/**
 * The reverse of {@link toValue}. A final dot stays: sets are written back whole, and a host without it would then be
 * another one.
 */
export function fromValue(type: string, value: string): string {
  return type === 'TXT' ? unquoteTxt(value) : value;
}
