import type { NameLookup } from './preflight-service.ts';

export interface DmarcRecord {
  readonly text: string;
  /** Where the record stands. */
  readonly domain: string;
  /** Found above the domain that was asked for, whose subdomain policy then counts. */
  readonly inherited: boolean;
  /** What holds for the domain that was asked for; undefined where the record does not say one of the three. */
  readonly policy: 'none' | 'quarantine' | 'reject' | undefined;
  readonly strict: { readonly dkim: boolean; readonly spf: boolean };
}

export type DmarcAnswer =
  | { readonly kind: 'found'; readonly record: DmarcRecord }
  | { readonly kind: 'missing' }
  | { readonly kind: 'several'; readonly name: string }
  | { readonly kind: 'silent'; readonly name: string };

const MOST_LABELS = 8;

const tagsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(';').map((tag) => {
      const [name = '', value = ''] = tag.split(/=(.*)/s);
      return [name.trim().toLowerCase(), value.trim()] as const;
    }),
  );

const policyOf = (value: string | undefined): DmarcRecord['policy'] => {
  const word = value?.toLowerCase();
  return word === 'none' || word === 'quarantine' || word === 'reject' ? word : undefined;
};

/** The record that holds for a domain: its own, or the nearest above it (the tree walk of DMARCbis, without top-level domains). */
export const findDmarc = async (domain: string, lookup: NameLookup): Promise<DmarcAnswer> => {
  const labels = domain.split('.').slice(-MOST_LABELS);
  for (let from = 0; labels.length - from >= 2; from += 1) {
    const at = labels.slice(from).join('.');
    const name = `_dmarc.${at}`;
    let texts: readonly string[];
    try {
      texts = ((await lookup.txt(name)) ?? []).filter((text) => /^v\s*=\s*DMARC1\s*(;|$)/.test(text.trim()));
    } catch {
      return { kind: 'silent', name };
    }
    const [text] = texts;
    if (text === undefined) continue;
    if (texts.length > 1) return { kind: 'several', name };
    const tags = tagsOf(text);
    const inherited = at !== domain;
    return {
      kind: 'found',
      record: {
        text,
        domain: at,
        inherited,
        policy: policyOf((inherited ? tags.get('sp') : undefined) ?? tags.get('p')),
        strict: { dkim: tags.get('adkim') === 's', spf: tags.get('aspf') === 's' },
      },
    };
  }
  return { kind: 'missing' };
};

const within = (domain: string, root: string): boolean => domain === root || domain.endsWith(`.${root}`);

/**
 * True where a mail from one domain, signed and bounced by another, passes DMARC: the same domain, or for a relaxed
 * check one organisation. The domain of the record stands for the organisation's; where both are the same domain's
 * children that is what RFC 7489, 3.1 compares.
 */
export const alignedWith = (record: DmarcRecord, from: string, signing: string): boolean => {
  if (from === signing) return true;
  if (record.strict.dkim && record.strict.spf) return false;
  const oneOrganisation = within(from, record.domain) && within(signing, record.domain);
  return oneOrganisation || within(from, signing) || within(signing, from);
};
