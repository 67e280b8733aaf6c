import type { SentRequest } from '../../core/testing/wire.js';
import { compareRequest } from './compare-request.js';
import type { Interaction, Recording } from './recording.js';
import { asToday } from './today.js';

/** Answers requests from a recording, keeps to its order, and notes what was never recorded. */
export interface Replay {
  /** Steps count from 1, as in the recording; the login and the look-up of the zone (step 0) may then happen again. */
  startStep(step: number): void;
  /**
   * The recorded answer; undefined where the recording has none, which is noted as a problem.
   * @param isClose whether a read of this step will do, though it differs by this
   */
  answer(request: SentRequest, isClose?: IsClose): Interaction['response'] | undefined;
  /** Whether there is an answer now; nothing is noted or used up. */
  knows(request: SentRequest): boolean;
  /** Notes the writes of the step under way that were recorded and not made. */
  endStep(): void;
  /** Readable accounts of what went wrong so far. */
  readonly problems: readonly string[];
  /** How many requests were answered. */
  readonly answered: number;
}

/** Judges by what a request differs in from a recorded one. */
export type IsClose = (differences: readonly string[]) => boolean;

interface Entry extends Interaction {
  readonly index: number;
  /** How many writes come before it. */
  readonly epoch: number;
  /** Changes the zone: a write that the server refused does not. */
  readonly changes: boolean;
}

export function createReplay(recording: Recording): Replay {
  const entries = enumerate(recording);
  const used = new Set<Entry>();
  const usedInStep = new Set<Entry>();
  const problems: string[] = [];
  let step = 0;
  let writesMade = 0;
  let answered = 0;

  function compare(request: SentRequest, entry: Entry) {
    return compareRequest(...asToday(recording.provider, request, entry.request), recording.filtered);
  }

  /** What may be asked now, most wanted first. */
  function candidates(): Entry[] {
    const mayRepeatLogin = entries.filter((entry) => entry.step === 0 && !entry.changes);
    const login = [
      ...mayRepeatLogin.filter((entry) => !usedInStep.has(entry)),
      ...mayRepeatLogin.filter((entry) => usedInStep.has(entry)).reverse(),
    ];
    const current = entries.filter((entry) => entry.epoch === writesMade && (step <= 1 || entry.step !== 0));
    const next = current.filter((entry) => !used.has(entry) && (!entry.changes || entry.step === step));
    const again = current.filter((entry) => used.has(entry) && !entry.changes).reverse();
    const loginFirst = recording.reauth === 'recorded' ? login.filter((entry) => !usedInStep.has(entry)) : [];
    return [...loginFirst, ...next, ...again, ...login];
  }

  function find(request: SentRequest, isClose: IsClose = () => false): Entry | undefined {
    let close: Entry | undefined;
    for (const entry of candidates()) {
      const { distance, differences } = compare(request, entry);
      if (distance === 0) return entry;
      if (close === undefined && entry.step === step && !entry.changes && isClose(differences)) close = entry;
    }
    return close;
  }

  function answer(request: SentRequest, isClose?: IsClose): Interaction['response'] | undefined {
    const found = find(request, isClose);
    if (found === undefined) {
      const problem = explain(request);
      // A client that tries again makes the same mistake again.
      if (problems.at(-1) !== problem) problems.push(problem);
      return undefined;
    }
    used.add(found);
    usedInStep.add(found);
    if (found.changes) writesMade += 1;
    answered += 1;
    return found.response;
  }

  function explain(request: SentRequest): string {
    const compared = entries.map((entry) => ({ entry, ...compare(request, entry) }));
    compared.sort((a, b) => a.distance - b.distance || a.entry.index - b.entry.index);
    const best = compared[0]?.distance ?? 0;
    const nearest = compared.slice(0, 3).filter(({ distance }) => distance <= best + 10);
    const lines = nearest.map(({ entry, differences }) => {
      const what = differences.length > 0 ? differences : [timing(entry)];
      return [`  nearest: ${title(entry)}`, ...what.map((difference) => `    ${difference}`)].join('\n');
    });
    const body = request.body === '' ? '' : `\n  body: ${request.body.slice(0, 600)}`;
    return [`step ${step}: not recorded: ${request.method} ${request.url}${body}`, ...lines].join('\n');
  }

  function timing(entry: Entry): string {
    if (entry.changes && used.has(entry)) return 'the same, but it was made already';
    if (entry.epoch < writesMade) return `the same, but the zone has been written to since (write ${entry.epoch + 1})`;
    if (entry.epoch > writesMade) return `the same, but write ${writesMade + 1} comes before it`;
    return 'the same, but it belongs to another step';
  }

  return {
    problems,
    get answered() {
      return answered;
    },
    startStep(number) {
      step = number;
      usedInStep.clear();
    },
    answer,
    knows: (request) => find(request) !== undefined,
    endStep() {
      for (const entry of entries) {
        if (entry.step === step && entry.changes && !used.has(entry)) {
          problems.push(
            `step ${step}: recorded and not sent: ${title(entry)}\n  body: ${entry.request.bodyNow ?? entry.request.body}`,
          );
        }
      }
    },
  };
}

function enumerate({ interactions }: Recording): Entry[] {
  let epoch = 0;
  return interactions.map((interaction, index) => {
    // What the recording's client no longer does (it has no step) is not asked for, and refused writes change nothing.
    const changes =
      interaction.effect === 'write' && interaction.step !== undefined && interaction.response.status < 400;
    const entry = { ...interaction, index, epoch, changes };
    if (changes) epoch += 1;
    return entry;
  });
}

function title({ index, step, effect, request }: Entry): string {
  return `#${index} (step ${step ?? '–'}, ${effect}) ${request.method} ${request.url}`;
}
