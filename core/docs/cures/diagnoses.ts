import type { DiagnosisCode } from '../../check/index.js';
import type { Cure } from './cure.js';

/** For everything that `check --live` can tell apart. The compiler holds that none is missing. */
export const diagnosisCures: Readonly<Record<DiagnosisCode, Cure>> = {
  'wrong-credential': {
    title: 'The provider refuses the credential',
    steps: ['See [AUTHENTICATION](#authentication).'],
  },
  'zone-not-in-account': {
    title: 'The account has no such zone',
    steps: ['See [ZONE_NOT_FOUND](#zone_not_found).'],
  },
  'delegated-elsewhere': {
    title: 'The name servers of the zone are not those of the provider',
    steps: [
      'What is written there is seen by nobody. Set `LEXICON_PROVIDER` to the provider that the diagnosis names, or change the delegation at the registrar.',
      'After a move, the old delegation is remembered for up to two days.',
      'A hidden primary whose secondaries serve the zone is fine, where they follow soon.',
    ],
  },
  'cname-nowhere': {
    title: 'The CNAME of the challenge leads nowhere',
    steps: [
      'Make the name that it leads to a zone of one of your providers, or remove the CNAME.',
      'To write below the name itself in spite of it, set `FOLLOW_CNAMES=false`; the CA will follow it all the same.',
    ],
  },
  'caa-forbids': {
    title: 'A CAA record forbids this CA',
    steps: [
      'Add a record for it, for instance `0 issue "letsencrypt.org"`; for wildcards `issuewild` counts where there is one.',
      'The record may stand at a name above: the nearest one that has any counts.',
    ],
  },
  'dnssec-broken': {
    title: 'DNSSEC is broken',
    steps: [
      'Resolvers that validate give no answer, and the CA’s do. Does the DS record at the registrar belong to the keys of the zone?',
      'After a change of provider, remove the old DS record first, wait, and put in the new one.',
    ],
  },
  'slow-secondary': {
    title: 'A name server is slower than the others',
    steps: [
      'Nothing has to be done where the wait is long enough: set `LEXICON_SLEEP_TIME` and `LEXICON_MAX_CHECKS` to more than what was measured.',
      'Where it is your own server, let the primary notify it, and shorten its refresh.',
    ],
  },
  'not-visible': {
    title: 'The test record was not seen',
    steps: ['See [PROPAGATION](#propagation).'],
  },
  'record-left': {
    title: 'The test record could not be removed',
    steps: [
      'It does no harm, and the next pass or check removes it. Where that fails as well, the credential may create and not delete: compare its rights with the page of the provider.',
    ],
  },
  'records-missing': {
    title: 'Records that lead to the built-in server are missing',
    steps: ['Put the records that are printed into the parent zone; see [standalone](providers/standalone.md).'],
  },
  failed: {
    title: 'Something else',
    steps: ['The message says what; its kind is one of those above.'],
  },
};
