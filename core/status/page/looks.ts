import type { CertificateState } from '../../issuance/status/certificate-state.js';

export interface Look {
  readonly words: string;
  /** Stands beside the words. */
  readonly sign: string;
  /** Of the colour, which is never alone in telling something. */
  readonly tone: 'good' | 'note' | 'bad' | 'calm';
}

/** How each state is shown. */
export const looks: Readonly<Record<CertificateState, Look>> = {
  expired: { words: 'Expired', sign: '✕', tone: 'bad' },
  failing: { words: 'Failing', sign: '!', tone: 'bad' },
  missing: { words: 'Never issued', sign: '…', tone: 'note' },
  damaged: { words: 'Damaged', sign: '!', tone: 'bad' },
  revoked: { words: 'Revoked', sign: '✕', tone: 'bad' },
  owed: { words: 'Step owed', sign: '!', tone: 'note' },
  staging: { words: 'Staging', sign: '~', tone: 'note' },
  due: { words: 'Renewal due', sign: '↻', tone: 'note' },
  ok: { words: 'Valid', sign: '✓', tone: 'good' },
  unmanaged: { words: 'Not managed', sign: '–', tone: 'calm' },
};
