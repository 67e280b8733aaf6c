import assert from 'node:assert/strict';
import { isFailure } from '../sdk/failure.js';
import { jsonAnswer } from './fake-api.js';
import { openSubject, type Subject } from './subject.js';
import { challenge, ttl } from './zone-contents.js';

/**
 * Services that answer 200 whatever happens give no reason now and then, or lists and objects in its place. That a record
 * was not made must be seen all the same.
 * @param answers with 200, in the service's own words; those that refuse no record do not matter
 */
export async function refuseWithoutWords(subject: Subject, answers: readonly unknown[]): Promise<void> {
  for (const answer of answers) {
    if (await isTaken(subject, answer)) continue;
    for (const other of [null, [], { why: ['unknown'] }]) {
      const wordless = withoutWords(answer, other);
      assert.ok(!(await isTaken(subject, wordless)), `took it for done: ${JSON.stringify(wordless)}`);
    }
  }
}

/** Whether a record is taken for made where the service answers so. */
async function isTaken(subject: Subject, answer: unknown): Promise<boolean> {
  const isRead = subject.isRead ?? (({ method }) => method === 'GET');
  const { service, interfere } = await openSubject(subject);
  await service.list(challenge);
  const given = jsonAnswer(answer);
  interfere((request) => (isRead(request) ? undefined : given));
  try {
    await service.create({ ...challenge, content: 'one', ttl });
    return true;
  } catch (error) {
    assert.ok(isFailure(error), String(error));
    return false;
  }
}

/** Whether there are words for people in an answer, and something beside them that says what it is. */
export function hasMoreThanWords(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return false;
  const leaves = leavesOf(answer);
  return leaves.some(isWords) && leavesOf(withoutWords(answer, null)).some((leaf) => leaf !== null && leaf !== '');
}

/** @param other what stands in place of words */
function withoutWords(data: unknown, other: unknown): unknown {
  if (isWords(data)) return other;
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map((each) => withoutWords(each, other));
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, withoutWords(value, other)]));
}

function leavesOf(data: unknown): readonly unknown[] {
  return typeof data === 'object' && data !== null ? Object.values(data).flatMap(leavesOf) : [data];
}

/** Codes and marks have no blanks, and none but ASCII letters. */
function isWords(leaf: unknown): boolean {
  return typeof leaf === 'string' && /\s|[^ -~]/.test(leaf);
}
