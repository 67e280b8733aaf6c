/** One small fault that may be put into a file. Offsets are those of the compiled text. */
export interface Mutant {
  readonly operator: string;
  readonly start: number;
  readonly end: number;
  /** What stands there instead. */
  readonly text: string;
  /** An expression is replaced within parentheses, statements within a block. */
  readonly kind: 'expression' | 'statement';
}

/** A mutant of a whole run. */
export interface PlacedMutant extends Mutant {
  /** From 1 on; what the environment variable `MUTANT` names. */
  readonly id: number;
  /** Path below `dist`, with `/`. */
  readonly file: string;
  readonly line: number;
  /** The text that it replaces. */
  readonly was: string;
}
