import { basename } from 'node:path';
import { describeFailure } from '../sdk/failure.js';
import type { Logger } from '../sdk/logger.js';
import { mostBytes } from '../sdk/read-regular-file.js';
import { renameFile } from './atomic-write.js';
import { checkedText } from './check-digits.js';
import { readTextIfPresent } from './read-file.js';

/** A JSON object at the edge: fields are read and checked one by one. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Turns what a file holds into a value, or undefined where it is not what was expected. */
export type Parser<T> = (value: unknown) => T | undefined;

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function asInteger(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** Whether a value is a moment that a Date can hold, in milliseconds since the epoch. */
export function isMoment(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}

export function asMoment(value: unknown): number | undefined {
  return isMoment(value) ? value : undefined;
}

export function asStrings(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}

function parseText<T>(text: string, parse: Parser<T>): T | undefined {
  const checked = checkedText(text.trimEnd());
  if (checked === undefined) return undefined;
  try {
    return parse(JSON.parse(checked));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Reads a JSON file of our own state. One that cannot be understood is set aside as `<path>.bad` with a warning: losing
 * it is better than never starting again. undefined where there is none. @throws Failure STORE where it cannot be read
 */
export async function readJsonFile<T>(path: string, parse: Parser<T>, log: Logger): Promise<T | undefined> {
  const text = await readTextIfPresent(path, mostBytes.state);
  if (text === undefined) return undefined;
  const value = parseText(text, parse);
  if (value !== undefined) return value;
  try {
    await renameFile(path, `${basename(path)}.bad`);
    log.warn({ path: `${path}.bad` }, 'a file of the own state cannot be understood and was set aside');
  } catch (error) {
    // A reader without the right to write (status beside the daemon) goes on all the same.
    log.warn({ path, reason: describeFailure(error) }, 'a file of the own state cannot be understood nor set aside');
  }
  return undefined;
}
