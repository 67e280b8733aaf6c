import { toPresentation, withoutDot } from '../../../core/sdk/index.js';
import { type FakeApi, jsonAnswer } from '../../../core/testing/fake-api.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Item {
  readonly Name: string;
  readonly Type: string;
  readonly RData: string;
  readonly TTL: number;
}

interface Dns {
  readonly ResourceRecordSets: readonly Item[] | null;
}

const credential = `Basic ${Buffer.from('token:secret').toString('base64')}`;

/** Sakura Cloud: the whole zone is read and written; what is left out of it is gone, settings included. */
export function createFakeSakuracloud(): FakeApi {
  let dns: Dns = { ResourceRecordSets: null };

  function answer({ method, url, headers, body }: SentRequest): GivenAnswer {
    const [, id] = url.pathname.split('/commonserviceitem');
    if (headers.authorization !== credential) {
      return jsonAnswer({ error_code: 'unauthorized', error_msg: 'The token is wrong' }, 401);
    }
    if (id === '') {
      const zones = [
        { ID: '8', Name: 'my.example.com' },
        { ID: '7', Name: 'example.com' },
      ];
      return jsonAnswer({ From: 0, Count: 2, Total: 2, CommonServiceItems: zones });
    }
    if (id !== '/7') return jsonAnswer({ error_code: 'not_found', error_msg: 'There is no such item' }, 404);
    if (method === 'PUT') {
      const { CommonServiceItem: item } = JSON.parse(body) as { CommonServiceItem: { Settings: { DNS: Dns } } };
      dns = item.Settings.DNS;
      return jsonAnswer({ Success: true, is_ok: true });
    }
    return jsonAnswer({ CommonServiceItem: { ID: '7', Name: 'example.com', Settings: { DNS: dns } }, is_ok: true });
  }

  return {
    answer,
    records: () =>
      (dns.ResourceRecordSets ?? []).map(({ Name, Type, RData, TTL }) => ({
        type: Type,
        name: Name,
        content: Type === 'TXT' ? RData : withoutDot(RData),
        ttl: TTL,
      })),
    add({ type, name, content, ttl }) {
      const data = type === 'TXT' ? content : toPresentation({ type, content });
      const item = { Name: name, Type: type, RData: data, TTL: ttl };
      dns = { ...dns, ResourceRecordSets: [...(dns.ResourceRecordSets ?? []), item] };
    },
  };
}
