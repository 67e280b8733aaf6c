import { type Answer, type Asked, jsonOf } from './serve.js';

/** A Workflow that posts adaptive cards: signed address, 28 KB, cards that Teams can show. */
export function teams(signature: string): (asked: Asked) => Answer {
  return (asked) => {
    if (asked.query.get('sig') !== signature)
      return failed(
        401,
        'DirectApiAuthorizationRequired',
        'The request must be authenticated only by Shared Access scheme.',
      );
    if (asked.method !== 'POST') return failed(404, 'TriggerNotFound', 'no such trigger');
    if (Buffer.byteLength(asked.body) > 28 * 1024) return failed(413, 'RequestEntityTooLarge', 'too large');
    const { type, attachments } = jsonOf(asked) ?? {};
    const [attachment] = Array.isArray(attachments) ? (attachments as Record<string, unknown>[]) : [];
    const card = attachment?.content as { type?: string; version?: string; body?: unknown } | undefined;
    const isCard =
      type === 'message' &&
      attachment?.contentType === 'application/vnd.microsoft.card.adaptive' &&
      card?.type === 'AdaptiveCard' &&
      /^1\.[0-5]$/.test(card.version ?? '') &&
      Array.isArray(card.body) &&
      card.body.length > 0 &&
      card.body.every(isElement);
    return isCard ? { status: 202 } : failed(400, 'BadRequest', 'the card cannot be read');
  };
}

function isElement(element: unknown): boolean {
  const { type, inlines, text } = element as { type?: string; inlines?: unknown; text?: unknown };
  if (type === 'TextBlock') return typeof text === 'string' && text !== '';
  return type === 'RichTextBlock' && Array.isArray(inlines) && inlines.length > 0;
}

function failed(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}
