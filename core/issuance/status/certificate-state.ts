/**
 * What may be wrong with a certificate, worst first:
 * `expired` · `revoked`: by us · `failing`: the last try failed · `missing`: it was never issued · `damaged`: its files
 * are · `owed`: a post-issue step has not succeeded yet · `staging`: it comes from a CA for trials, nobody trusts it.
 */
export const troubles = ['expired', 'revoked', 'failing', 'missing', 'damaged', 'owed', 'staging'] as const;

export type Trouble = (typeof troubles)[number];

/** The worst trouble; else `due`: to be renewed at the next pass · `ok` · `unmanaged`: not named by the configuration. */
export type CertificateState = Trouble | 'due' | 'ok' | 'unmanaged';

/** All states, those first that need somebody most. */
export const certificateStates: readonly CertificateState[] = [...troubles, 'due', 'ok', 'unmanaged'];

/** Names of the states for people. */
export const stateWords: Readonly<Record<CertificateState, string>> = {
  expired: 'expired',
  failing: 'failing',
  missing: 'never issued',
  damaged: 'damaged',
  revoked: 'revoked',
  owed: 'owes a step',
  staging: 'staging',
  due: 'due',
  ok: 'ok',
  unmanaged: 'unmanaged',
};

/** Whether scripts are told of it by the exit code: a staging CA may be what somebody wants. */
export function isAlarming(trouble: Trouble): boolean {
  return trouble !== 'staging';
}

/** Everything wrong with a certificate in words: `failing, never issued`; where there is nothing, its state. */
export function describeState(state: CertificateState, found: readonly Trouble[]): string {
  return (found.length === 0 ? [state] : found).map((one) => stateWords[one]).join(', ');
}
