/** What the environment says of how a person wants to read. */
export interface TerminalEnvironment {
  readonly NO_COLOR?: string | undefined;
  readonly TERM?: string | undefined;
}

/** Whether colours are wanted (https://no-color.org) and the terminal knows them. */
export function hasColours(isTerminal: boolean, { NO_COLOR, TERM }: TerminalEnvironment): boolean {
  return isTerminal && (NO_COLOR ?? '') === '' && TERM !== 'dumb';
}

/** Whether something can be drawn anew in its place. */
export function canRedraw(isTerminal: boolean, { TERM }: TerminalEnvironment): boolean {
  return isTerminal && TERM !== 'dumb';
}
