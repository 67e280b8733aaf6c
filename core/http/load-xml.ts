let loaded: typeof import('./xml.js') | undefined;

/** What reads and writes XML: loaded for the first service that speaks it, and found at once by its next requests. */
export async function loadXml(): Promise<typeof import('./xml.js')> {
  loaded ??= await import('./xml.js');
  return loaded;
}
