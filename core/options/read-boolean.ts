const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
};

/** true/false/1/0/yes/no in any case; undefined for anything else. */
export function readBoolean(text: string): boolean | undefined {
  return truths[text.trim().toLowerCase()];
}
