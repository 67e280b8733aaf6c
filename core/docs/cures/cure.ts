/** What people see, and what puts it right; the likeliest first. Markdown. */
export interface Cure {
  readonly title: string;
  readonly steps: readonly string[];
}
