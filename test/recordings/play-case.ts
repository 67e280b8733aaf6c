import { describeFailure } from '../../core/sdk/failure.js';
import { checkExpectation, type Outcome } from './expectation.js';
import { materialise } from './options.js';
import type { RecordedStep, Recording } from './recording.js';
import { createReplay, type Replay } from './replay.js';

/** One step with all that it needs: what a user would type. */
export interface StepCall {
  readonly step: RecordedStep;
  readonly domain: string;
  readonly identifier: string | undefined;
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

/** Does a step, answered by the replay: in this process, or with the built command. */
export type Performer = (call: StepCall, replay: Replay) => Promise<Outcome>;

/** Plays a case to its end or to the first step that goes wrong; returns what went wrong, in readable form. */
export async function playCase(recording: Recording, perform: Performer): Promise<string[]> {
  const replay = createReplay(recording);
  const listed: (string | undefined)[] = [];
  for (const [index, step] of recording.steps.entries()) {
    const { values, remove } = materialise({ ...recording.options, ...step.options });
    replay.startStep(index + 1);
    let outcome: Outcome;
    try {
      const from = step.args.identifier?.fromStep;
      const identifier = from === undefined ? undefined : listed[from];
      const domain = step.args.domain ?? recording.domain;
      outcome = await perform({ step, domain, identifier, options: values }, replay);
    } catch (error) {
      outcome = { error: describeFailure(error) };
    } finally {
      remove();
    }
    const unanswered = replay.problems.length > 0;
    replay.endStep();
    listed[index] = outcome.records?.[0]?.id;
    // What followed from a request without an answer says nothing new.
    const unmet = unanswered ? [] : checkExpectation(step, outcome);
    const complaints = [...replay.problems, ...unmet.map((complaint) => `step ${index + 1}: ${complaint}`)];
    if (complaints.length > 0) return complaints;
  }
  return [];
}
