import type { FuzzTarget } from '../target.js';
import { dnsAnswers } from './dns-answers.js';
import { dnsNames } from './dns-names.js';
import { responder } from './responder.js';
import { stateFiles } from './state-files.js';

/** All there are; a new one is added here. */
export const targets: readonly FuzzTarget[] = [dnsAnswers, dnsNames, responder, stateFiles];
