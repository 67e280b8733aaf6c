/** The kind of a challenge, whatever the group that a solver is asked by. */
const payload = { group: 'webhook.acme.cert-manager.io', version: 'v1alpha1', kind: 'ChallengePayload' };

/** The media type of the discovery of all groups in one document. */
const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/**
 * All groups at once, in place of one document for each: what newer API servers ask for first (Kubernetes 1.27 and later).
 * Undefined where it is not asked for.
 */
export function aggregatedDiscovery(
  accept: string,
  group: string,
  solver: string,
): { readonly type: string; readonly document: object } | undefined {
  const isAsked = accept.split(',').some((each) => each.replaceAll(/\s/g, '') === aggregated);
  if (!isAsked) return undefined;
  const resource = {
    resource: solver,
    responseKind: payload,
    scope: 'Cluster',
    singularResource: '',
    verbs: ['create'],
  };
  const version = { version: 'v1alpha1', resources: [resource], freshness: 'Current' };
  const items = [{ metadata: { name: group, creationTimestamp: null }, versions: [version] }];
  const document = { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
  return { type: aggregated, document };
}

/** What the API server asks an aggregated API for before anything else. */
export function discoveryDocument(path: string, group: string, solver: string): object | undefined {
  const groupVersion = `${group}/v1alpha1`;
  const version = { groupVersion, version: 'v1alpha1' };
  const apiGroup = { name: group, versions: [version], preferredVersion: version };
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: [apiGroup] };
  if (path === `/apis/${group}`) return { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup };
  if (path !== `/apis/${groupVersion}`) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: [
      {
        name: solver,
        singularName: '',
        namespaced: false,
        ...payload,
        verbs: ['create'],
      },
    ],
  };
}

/** An answer of the solver, good or bad; cert-manager takes one without `response` for a fault of its own. */
export function challengeAnswer(uid: string, failure?: { readonly code: number; readonly message: string }): object {
  const base = { kind: 'ChallengePayload', apiVersion: 'webhook.acme.cert-manager.io/v1alpha1' };
  if (failure === undefined) return { ...base, response: { uid, success: true } };
  const { code, message } = failure;
  const status = { metadata: {}, status: 'Failure', message, reason: reasonOf(code), code };
  return { ...base, response: { uid, success: false, status } };
}

function reasonOf(code: number): string {
  const reasons: Readonly<Record<number, string>> = {
    400: 'BadRequest',
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'NotFound',
    429: 'TooManyRequests',
    503: 'ServiceUnavailable',
  };
  return reasons[code] ?? 'InternalError';
}
