import type { DoorName } from '../config/doors.js';
import { describeFailure } from '../sdk/failure.js';
import type { DoorCalls } from '../store/shared-store.js';
import { longestMs } from './answer-call.js';
import { type Door, DoorRefusal, type DoorShape } from './door.js';
import { asDoorAnswer, asQuestion, parseAnswer, type RelayAnswer, type RelayQuestion } from './relay-messages.js';
import type { WrongSecrets } from './wrong-secrets.js';

/** Hands calls to the instance that does the work of the doors, by the store that all share. */
export interface Relay {
  /** A door that looks the same from outside, and has another instance do the work. */
  doorOf(name: DoorName, shape: DoorShape): Door;
  /** Counts those of this instance with those of all. */
  readonly wrongSecrets: WrongSecrets;
}

/** So many calls are on their way at the same time: strangers must not fill the database. */
const mostUnderWay = 256;
/** Left for the answer to be given in time, in milliseconds. */
const marginMs = 1000;
const wrongSecretMs = 10_000;

export function createRelay(calls: DoorCalls, own: WrongSecrets, stop: AbortSignal): Relay {
  let underWay = 0;

  async function ask(question: RelayQuestion, ms: number, signal: AbortSignal): Promise<RelayAnswer> {
    underWay += 1;
    try {
      const answer = parseAnswer(await calls.ask(JSON.stringify(question), { ms, signal }));
      own.heed(question.address, answer.waitMs);
      return answer;
    } finally {
      underWay -= 1;
    }
  }

  return {
    doorOf: (name, shape) => ({
      ...shape,
      async handle(call) {
        // What the one that counts has said already need not be asked again.
        call.gate.assertPatience();
        if (underWay >= mostUnderWay) throw unable('5');
        let answer: RelayAnswer;
        try {
          answer = await ask(asQuestion(name, call), (shape.longestMs ?? longestMs) - marginMs, call.signal);
        } catch (error) {
          call.fail(describeFailure(error));
          throw unable('10');
        }
        const { client, names, reason } = answer;
        if (client !== undefined) call.caller(client);
        if (reason !== undefined) call.fail(reason);
        call.note(names);
        return asDoorAnswer(answer);
      },
    }),
    wrongSecrets: {
      ...own,
      count(address) {
        own.count(address);
        if (underWay < mostUnderWay) {
          // Where it cannot be told it counts here all the same.
          ask({ kind: 'wrong-secret', address }, wrongSecretMs, stop).catch(() => undefined);
        }
      },
    },
  };
}

function unable(seconds: string): DoorRefusal {
  return new DoorRefusal(503, 'the hub cannot do this now', { 'Retry-After': seconds });
}
