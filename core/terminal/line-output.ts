/** Where log lines go: standard error, or whatever draws on it at the moment. */
export interface LineOutput {
  readonly write: (text: string) => void;
  /** Sends lines elsewhere until the returned function is called. */
  redirect(to: (text: string) => void): () => void;
}

export function createLineOutput(): LineOutput {
  function standardError(text: string): void {
    process.stderr.write(text);
  }
  let target: (text: string) => void = standardError;
  return {
    write: (text) => target(text),
    redirect(to) {
      target = to;
      return () => {
        target = standardError;
      };
    },
  };
}
