/** What the commands answer to the shell. */
export const exitCodes = {
  done: 0,
  /** A certificate, a provider or the network failed. */
  failed: 1,
  /** The configuration or the command line is wrong. */
  usage: 2,
  /** `plan`: there is something to do. */
  pending: 10,
} as const;
