/** The built-in DNS server: authoritative, for the TXT records of challenges only. */
export { startTxtServer } from './start-txt-server.js';
