import { setFlagsFromString } from 'node:v8';

/**
 * undici parses HTTP by WebAssembly, of which V8 would compile one large function again, optimized, after a few answers: a
 * sixth of a second of processor time and 30 MiB, for what is parsed in microseconds either way. To be called before undici
 * is loaded. V8 has both flags in all versions of Node from 20 to 26; of one that it had not it would tell on standard error.
 */
export function keepParserLight(): void {
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
}
