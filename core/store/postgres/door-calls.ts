import type { Logger } from '../../sdk/logger.js';
import type { DoorCalls } from '../shared-store.js';
import type { Announce, Listen } from './announce.js';
import { createDoorAnswers } from './door-answers.js';
import { createDoorQuestions } from './door-questions.js';
import type { Sealer } from './sealing.js';
import type { Session } from './session.js';

/** What the calls of all instances go by: rows of one table, sealed, with notifications and a look now and then as a net. */
export function createDoorCalls(
  session: Session,
  sealer: Sealer,
  announce: Announce,
  listen: Listen,
  log: Logger,
): DoorCalls {
  return {
    ...createDoorQuestions(session, sealer, announce, listen),
    ...createDoorAnswers(session, sealer, announce, listen, log),
  };
}
