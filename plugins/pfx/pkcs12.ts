/** What needs an ASN.1 library, which is loaded for the first PFX only. */
export { createPfx } from './create-pfx.js';
export { isMadeWith } from './mac.js';
export { legacyScheme, modernScheme } from './scheme.js';
