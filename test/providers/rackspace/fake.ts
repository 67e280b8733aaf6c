import { fullName, relativeName, splitPriority } from '../../../core/sdk/index.js';
import { type FakeApi, jsonAnswer } from '../../../core/testing/fake-api.js';
import { createFakeItems } from '../../../core/testing/fake-items.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Item {
  readonly type: string;
  readonly name: string;
  readonly data: string;
  readonly ttl: number;
  readonly priority?: number | undefined;
}

const base = 'https://dns.api.rackspacecloud.com/v1.0/42';
const access = {
  access: {
    token: { expires: '2099-11-24T22:05:39.115Z', id: 't', tenant: { name: '42', id: '42' } },
    serviceCatalog: [{ name: 'cloudDNS', endpoints: [{ publicURL: base, tenantId: '42' }], type: 'rax:dns' }],
  },
};

/** Rackspace: writes are jobs, which are running when first asked about; pages by links; duplicates refused by the job. */
export function createFakeRackspace(): FakeApi {
  const items = createFakeItems<Item>();
  const jobs = createFakeItems<{ outcome: object; asked: boolean }>();

  function start({ method, body }: SentRequest, outcome: object): GivenAnswer {
    const jobId = jobs.insert({ outcome, asked: false });
    return jsonAnswer({ request: body, status: 'RUNNING', verb: method, jobId }, 202);
  }

  function report(jobId: string): GivenAnswer {
    const job = jobs.get(jobId);
    if (job === undefined) return jsonAnswer({ message: 'Job not found', code: 404 }, 404);
    jobs.replace(jobId, { ...job, asked: true });
    return jsonAnswer({ jobId, ...(job.asked ? job.outcome : { status: 'RUNNING' }) });
  }

  function list(query: URLSearchParams): GivenAnswer {
    const fits = (item: Item) =>
      (['type', 'name'] as const).every((key) => (query.get(key) ?? item[key]) === item[key]);
    const found = items.all().flatMap(([id, item]) => (fits(item) ? [{ ...item, id }] : []));
    const [from, size] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? 100)];
    const next = new URLSearchParams({ ...Object.fromEntries(query), offset: String(from + size) });
    const links = from + size < found.length ? [{ rel: 'next', href: `${base}/domains/7/records?${next}` }] : [];
    return jsonAnswer({ records: found.slice(from, from + size), links, totalEntries: found.length });
  }

  function write({ method, body }: SentRequest, id: string): object {
    if (method === 'POST') {
      const { records } = JSON.parse(body) as { records: Item[] };
      const isThere = records.some((record) => items.all().some(([, item]) => keyOf(item) === keyOf(record)));
      if (isThere) return failed('Record is a duplicate of another record', 409);
      for (const record of records) items.insert(record);
    } else if (method === 'DELETE' ? !items.remove(id) : !items.replace(id, JSON.parse(body) as Item)) {
      return failed('Object not found', 404);
    }
    return { status: 'COMPLETED' };
  }

  function answer(request: SentRequest): GivenAnswer {
    const { pathname, searchParams: query } = request.url;
    const [, , , resource, zone, , id = query.get('id') ?? ''] = pathname.split('/');
    if (request.url.host.startsWith('identity'))
      return request.body.includes('"key"')
        ? jsonAnswer(access)
        : jsonAnswer({ unauthorized: { message: 'Username or api key is invalid.', code: 401 } }, 401);
    if (request.headers['x-auth-token'] !== 't') return jsonAnswer({ message: 'Unauthorized', code: 401 }, 401);
    if (resource === 'status') return report(zone ?? '');
    if (zone === undefined || zone === 'search') {
      const domains =
        query.get('name') === 'example.com' ? [{ id: '7', accountId: '42', name: 'example.com', ttl: 300 }] : [];
      return jsonAnswer({ domains, totalEntries: domains.length });
    }
    return request.method === 'GET' ? list(query) : start(request, write(request, id));
  }

  return {
    answer,
    records: () =>
      items.all().map(([, { type, name, data, ttl, priority }]) => ({
        type,
        name: relativeName(name, 'example.com'),
        content: priority === undefined ? data : `${priority} ${data}`,
        ttl,
      })),
    add(record) {
      const { content, priority } = splitPriority(record);
      const name = fullName(record.name, 'example.com');
      items.insert({ type: record.type, name, data: content, ttl: record.ttl, ...(priority && { priority }) });
    },
  };
}

function failed(details: string, code: number): object {
  const fault = { message: 'Conflict', details, code };
  return {
    status: 'ERROR',
    error: { message: 'One or more items failed.', code: 500, failedItems: { faults: [fault] } },
  };
}

function keyOf({ type, name, data }: Item): string {
  return [type, name, data].join(' ');
}
