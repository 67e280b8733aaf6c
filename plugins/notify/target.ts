/** What can be at the other end of an address. */
export type ChannelKind =
  | 'webhook'
  | 'slack'
  | 'discord'
  | 'ntfy'
  | 'gotify'
  | 'telegram'
  | 'matrix'
  | 'teams'
  | 'pushover'
  | 'homeassistant'
  | 'healthchecks'
  | 'uptimekuma'
  | 'smtp';

/** An address that messages go to. All of its URL may be secret. */
export interface Target {
  readonly kind: ChannelKind;
  readonly url: URL;
  /** For messages and logs: the kind and the host, nothing else. */
  readonly shown: string;
}
