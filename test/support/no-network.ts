import type { LinkProbe, NameLookup } from '../../core/campaigns/preflight/preflight-service.ts';

/** Name servers that know no record, and an internet in which every page answers: nothing leaves the machine. */
export const noNetwork: { readonly lookup: NameLookup; readonly probe: LinkProbe } = {
  lookup: { txt: async () => undefined, addresses: async () => [] },
  probe: {
    probe: async (url) => ({ kind: 'answered', status: 200, hops: [url], tls: 'TLSv1.3', ms: 1, bytes: 1_000 }),
  },
};
