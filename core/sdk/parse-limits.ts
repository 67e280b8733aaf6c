/** No answer that means anything is nested deeper. */
const deepest = 200;
/** Objects, lists or elements: each costs some hundred bytes of memory however short its text is. */
const mostParts = 1_000_000;

/**
 * Looks at the brackets of a JSON text before it is parsed: a text of nothing else costs fifty times its length.
 * @throws Error where it is nested too deeply or has too many parts
 */
export function checkJsonSize(text: string): void {
  const size = createSize();
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) isInString = !isInString;
    else if (isInString) {
      if (code === 0x5c) at += 1;
    } else if (code === 0x5b || code === 0x7b) size.open();
    else if (code === 0x5d || code === 0x7d) size.close();
  }
}

/** The same for the tags of an XML text. */
export function checkXmlSize(text: string): void {
  const size = createSize();
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    const next = text.charAt(at + 1);
    if (next === '/') size.close();
    else if (next !== '!' && next !== '?') {
      size.open();
      if (text.charAt(text.indexOf('>', at) - 1) === '/') size.close();
    }
  }
}

function createSize() {
  let depth = 0;
  let parts = 0;
  return {
    open(): void {
      depth += 1;
      parts += 1;
      if (depth > deepest) throw new Error(`nested deeper than ${deepest}`);
      if (parts > mostParts) throw new Error(`more than ${mostParts} parts`);
    },
    close(): void {
      depth -= 1;
    },
  };
}
