import type { Failure } from '../../sdk/failure.js';

/** The steps of one certificate, in their order; what progress displays, logs and metrics speak of. */
export const issuanceSteps = [
  'account',
  'order',
  'records',
  'propagation',
  'validation',
  'finalize',
  'save',
  'clean-up',
  'post-issue',
] as const;

export type IssuanceStep = (typeof issuanceSteps)[number];

/** `a, b, c and 9 others`: some names, and how many more there are. */
export function someOf(names: readonly string[], most = 3): string {
  const others = names.length - most;
  if (others <= 1) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${others} others`;
}

/** What happens during a pass. Data flows one way: whoever is interested listens. */
export type PassEvent =
  | { readonly kind: 'pass-started'; readonly pass: string; readonly certificates: number; readonly pending: number }
  | {
      readonly kind: 'certificate-started';
      readonly certificate: string;
      readonly action: string;
      readonly reason: string;
    }
  | { readonly kind: 'step'; readonly certificate: string; readonly step: IssuanceStep; readonly detail?: string }
  | {
      readonly kind: 'certificate-done';
      readonly certificate: string;
      readonly action: string;
      readonly version?: number;
      readonly durationMs: number;
    }
  | {
      readonly kind: 'certificate-failed';
      readonly certificate: string;
      readonly action: string;
      readonly step: IssuanceStep;
      readonly failure: Failure;
      /** Next try, in milliseconds since the epoch. */
      readonly retryAt?: number;
      readonly durationMs: number;
      /** The CA has fallen silent, and `certificates-failed` sums up all who failed of that. */
      readonly isSilenced?: boolean;
    }
  | {
      /** All that failed, or were not tried, since a CA does not answer. */
      readonly kind: 'certificates-failed';
      /** ACME directory URL. */
      readonly server: string;
      readonly certificates: readonly string[];
    }
  | {
      /** Its records take long to be published: the wait goes on without a pass. */
      readonly kind: 'certificate-parked';
      readonly certificate: string;
      readonly action: string;
      /** When the wait ends at the latest, in milliseconds since the epoch. */
      readonly until: number;
      readonly durationMs: number;
    }
  | { readonly kind: 'plugin-done'; readonly certificate: string; readonly plugin: string }
  | { readonly kind: 'plugin-failed'; readonly certificate: string; readonly plugin: string; readonly failure: Failure }
  | { readonly kind: 'notice'; readonly message: string; readonly certificate?: string }
  | {
      /** One attempt of a request to the API of a DNS provider. */
      readonly kind: 'provider-request';
      readonly provider: string;
      readonly method: string;
      /** Undefined: there was no answer. */
      readonly status: number | undefined;
      readonly durationMs: number;
    }
  | {
      /** A call at one of the doors, which is no part of a pass. */
      readonly kind: 'door-call';
      readonly door: string;
      /** Empty where nobody was known. */
      readonly client: string;
      readonly outcome: string;
      readonly durationMs: number;
    }
  | {
      readonly kind: 'pass-ended';
      readonly pass: string;
      readonly durationMs: number;
      readonly failed: number;
      readonly changed: number;
    };

export type PassListener = (event: PassEvent) => void;

/** Hands each event to every listener; a listener that throws is a mistake of ours and must not stop a certificate. */
export function broadcast(listeners: readonly PassListener[], onError: (error: unknown) => void): PassListener {
  return (event) => {
    for (const listen of listeners) {
      try {
        listen(event);
      } catch (error) {
        onError(error);
      }
    }
  };
}
