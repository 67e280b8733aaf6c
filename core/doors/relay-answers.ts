import type { DoorName } from '../config/doors.js';
import { failureFields } from '../logging/failure-fields.js';
import { describeFailure } from '../sdk/failure.js';
import type { Logger } from '../sdk/logger.js';
import { type AnswerOptions, answerCall } from './answer-call.js';
import type { CallRecord } from './audit.js';
import type { Door, DoorAnswer } from './door.js';
import { asReadCall, fromDoorAnswer, parseQuestion, type RelayAnswer } from './relay-messages.js';

export interface RelayAnswersOptions extends AnswerOptions {
  readonly doors: () => readonly (readonly [DoorName, Door])[];
  readonly log: Logger;
  /** Aborts when this instance does the work no more. */
  readonly signal: AbortSignal;
}

const nowhere: DoorAnswer = {
  status: 503,
  headers: { 'Retry-After': '60' },
  type: 'text/plain; charset=utf-8',
  body: 'the hub has this door open at some of its instances alone\n',
};

/**
 * Answers what other instances ask; the line in the log and the sample are theirs.
 * @returns rejects where this instance does the work no more
 */
export function createRelayAnswers(options: RelayAnswersOptions): (question: string, ms: number) => Promise<string> {
  const { doors, log, signal, wrongSecrets } = options;

  async function answer(text: string, ms: number): Promise<RelayAnswer> {
    const question = parseQuestion(text);
    const { address } = question;
    if (question.kind === 'wrong-secret') {
      wrongSecrets.count(address);
      return { ...fromDoorAnswer({ status: 204 }), names: [], waitMs: wrongSecrets.waitMs(address) };
    }
    const found = doors().find(([name]) => name === question.door);
    const { door, method, path } = question;
    const record: CallRecord = {
      door,
      client: undefined,
      names: new Set(),
      method,
      path,
      address,
      reason: undefined,
      error: undefined,
    };
    const limits = { signals: [signal], mostMs: ms };
    const given =
      found === undefined ? nowhere : await answerCall(options, found, asReadCall(question), record, limits);
    // Whoever does the work from now on is asked the same thing.
    signal.throwIfAborted();
    if (record.error !== undefined) {
      log.error(
        { event: 'door.failed', door, method, path, ...failureFields(record.error) },
        `${door}: ${describeFailure(record.error)}`,
      );
    }
    const { client, names, reason } = record;
    return { ...fromDoorAnswer(given), client, names: [...names], reason, waitMs: wrongSecrets.waitMs(address) };
  }

  return async (text, ms) => {
    try {
      return JSON.stringify(await answer(text, ms));
    } catch (error) {
      signal.throwIfAborted();
      log.error({ event: 'door.failed', ...failureFields(error) }, 'what another instance asks makes no sense');
      return JSON.stringify({ ...fromDoorAnswer(nowhere), names: [], waitMs: 0 } satisfies RelayAnswer);
    }
  };
}
