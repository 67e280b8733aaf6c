import type { Book } from './book.js';

const dayMs = 24 * 3600 * 1000;
/** Orders that came to an end stay so long for whoever asks again, in milliseconds. */
const keptMs = 7 * dayMs;

/**
 * Forgets what is over: orders that ran out or ended a week ago, certificates that have expired.
 * @param isStart validations at devices that were under way are begun anew
 */
export async function sweepBook(book: Book, now: number, isStart = false): Promise<void> {
  for (const [id, order] of [...book.orders.all()]) {
    const isOver = order.certificate !== undefined || order.error !== undefined;
    const isOld = isOver ? now - order.createdAt > keptMs : order.expires < now && order.csr === undefined;
    if (isOld) await book.orders.remove(id);
    else if (isStart && order.proofs.some(({ status }) => status === 'processing')) {
      const proofs = order.proofs.map((proof) =>
        proof.status === 'processing' ? { ...proof, status: 'pending' as const } : proof,
      );
      await book.orders.put(id, { ...order, proofs });
    }
  }
  for (const [id, { notAfter }] of [...book.certificates.all()]) {
    if (notAfter < now) await book.certificates.remove(id);
  }
}
