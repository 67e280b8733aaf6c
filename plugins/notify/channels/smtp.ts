import { Failure } from '../../../core/sdk/index.js';
import type { Message } from '../message.js';
import type { Target } from '../target.js';

/** Milliseconds for each step of the conversation. */
const stepMs = 15_000;

/** Sends a mail. Credentials are never sent in the clear, unless the URL says `tls=off`. */
export async function sendMail({ url, shown }: Target, message: Message, signal: AbortSignal): Promise<void> {
  const { createTransport } = await import('nodemailer');
  const query = url.searchParams;
  const transport = createTransport(connectionTo(url));
  const stop = () => transport.close();
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    await transport.sendMail({
      from: query.get('from') ?? `letsencrypt-dns@${message.host}`,
      to: query.getAll('to'),
      subject: `[letsencrypt-dns] ${message.title}`,
      text: `${message.lines.join('\n\n')}\n\n-- \nletsencrypt-dns on ${message.host}\n`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    // The words of the server may hold an address, never the password: nodemailer does not put it there.
    throw new Failure('PLUGIN', `${shown} did not take the mail: ${(error as Error).message}`, {
      cause: error,
      retryable: true,
    });
  } finally {
    signal.removeEventListener('abort', stop);
    transport.close();
  }
}

/** Where mail goes, and how it is protected on the way. */
export function connectionTo(url: URL) {
  const [user, pass] = [url.username, url.password].map(decodeURIComponent) as [string, string];
  const secure = url.protocol === 'smtps:';
  const plain = url.searchParams.get('tls') === 'off';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : user === '' ? 25 : 587) : Number(url.port),
    secure,
    ...(plain ? { ignoreTLS: true } : { requireTLS: !secure && user !== '' }),
    ...(user !== '' && { auth: { user, pass } }),
    connectionTimeout: stepMs,
    greetingTimeout: stepMs,
    socketTimeout: stepMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
