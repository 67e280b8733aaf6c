export type { AcmeAccount, WaitOptions } from './account.js';
export { accountFolderName, accountThumbprint, exportAccountKey, importAccountKey } from './account-key.js';
export type { AcmeAuthorization } from './authorizations.js';
export type { IssuedChain } from './certificate.js';
export { certificateId } from './certificate-id.js';
export { type CertificateFiles, selectChain, splitChain } from './chain.js';
export { type AcmeClock, systemClock } from './clock.js';
export { createCsr } from './csr.js';
export type { ExternalAccountBinding } from './engine.js';
export { generatePrivateKey, type KeyType } from './keys.js';
export type { OrderRequest } from './new-order.js';
export { type AcmeOrder, isOrderGone } from './orders.js';
export { contactOf, type Registration } from './register.js';
export type { RenewalInfo } from './renewal-info.js';
export type { AcmeResource } from './resources.js';
export { type RevocationReason, revocationReasons } from './revoke.js';
export {
  type AcmeOptions,
  type AcmeServer,
  isForgottenAccount,
  openAcme,
  type RegisterOptions,
} from './server.js';
export type { RequestReport } from './wire.js';
