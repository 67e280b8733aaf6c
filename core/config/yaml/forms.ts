import { z } from 'zod';
import { readBoolean } from '../../options/read-boolean.js';
import { readSeconds } from '../variable-values.js';

/** The forms that values of the YAML file have. Scalars arrive as text and leave with their types. */

export type Written = {
  readonly type: string | readonly string[];
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly pattern?: string;
};

/** In place of a number or a truth value, text may stand that is one when its variables are replaced. */
export const orVariable = { pattern: '\\$\\{' } as const;

/** What may be written where the schema itself takes text. */
export const writtenTypes = new WeakMap<object, Written>();

export function written<S extends z.ZodType>(schema: S, type: Written): S {
  writtenTypes.set(schema, type);
  return schema;
}

export function text(): z.ZodString {
  return written(z.string('must be text'), { type: ['string', 'number', 'boolean'] });
}

export function flag() {
  const input = written(z.string('must be true or false'), { type: ['boolean', 'string'], ...orVariable });
  return input.transform((value, context) => {
    const word = value.trim().toLowerCase();
    const truth = word === 'on' || word === 'off' ? word === 'on' : readBoolean(word);
    if (truth !== undefined) return truth;
    context.addIssue({ code: 'custom', message: 'must be true or false' });
    return z.NEVER;
  });
}

export function whole(minimum: number) {
  const message = `must be a whole number, ${minimum} or more`;
  const input = written(z.string(message), { type: ['integer', 'string'], minimum, ...orVariable });
  return input.transform((value, context) => {
    const number = Number(value.trim());
    // 5.0 is a whole number, too.
    if (/^\d{1,9}(\.0*)?$/.test(value.trim()) && number >= minimum) return number;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

export function seconds() {
  const input = written(z.string('must be a number'), { type: ['number', 'string'], minimum: 0, ...orVariable });
  return input.transform((value, context) => {
    const number = readSeconds(value);
    if (number !== undefined) return number;
    context.addIssue({ code: 'custom', message: 'must be a number of seconds, 0 or more' });
    return z.NEVER;
  });
}

export function list() {
  return z.array(text(), 'must be a list');
}
