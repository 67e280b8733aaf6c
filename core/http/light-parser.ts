import { setFlagsFromString } from 'node:v8';

/**
 * What V8 is told while it compiles the parser: all of it at once, and never again. V8 has these flags in all versions of
 * Node from 20 to 26; of one that it had not it would tell on standard error.
 */
const light = ['wasm-lazy-compilation', 'wasm-tier-up', 'wasm-dynamic-tiering'];

/** What is used of the global of that name: types of it come with those of browsers alone. */
const { WebAssembly } = globalThis as unknown as { WebAssembly: { Module: new (code: Uint8Array) => object } };

let isKept = false;

/**
 * undici parses HTTP by WebAssembly, of which V8 would compile one large function again, optimized, after a few answers: a
 * sixth of a second of processor time and 30 MiB, for what is parsed in microseconds either way. To be called before undici
 * connects first, which is when it compiles its parser. The flags hold for no longer than that: while any flag is not as
 * usual, V8 takes none of the code that it compiled before, neither what we kept nor what Node brings of its own modules.
 */
export function keepParserLight(): void {
  if (isKept) return;
  isKept = true;
  const usual = WebAssembly.Module;
  WebAssembly.Module = new Proxy(usual, {
    construct(target, given: [code: Uint8Array]) {
      WebAssembly.Module = usual;
      for (const flag of light) setFlagsFromString(`--no-${flag}`);
      try {
        return new target(...given);
      } finally {
        for (const flag of light) setFlagsFromString(`--${flag}`);
      }
    },
  });
}
