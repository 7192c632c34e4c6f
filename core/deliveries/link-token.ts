import type { KeyedHash } from '../common/keyed-hash.ts';

/** What a link in a mail does: a click, the open pixel, unsubscribing, viewing in a browser. */
export type LinkKind = 'click' | 'open' | 'unsubscribe' | 'view';

export interface LinkTarget {
  readonly kind: LinkKind;
  /** `C-12/1` */
  readonly runId: string;
  readonly contactId: string;
  /** The link's number in the mail; 0 for the other kinds. */
  readonly link: number;
}

/** A link of nobody: the portal shows its page, and nothing can come of it. Preflight asks whether it is reached. */
export const NOBODYS_LINK: LinkTarget = { kind: 'unsubscribe', runId: 'C-0/1', contactId: 'nobody', link: 0 };

const LETTER: Readonly<Record<LinkKind, string>> = { click: 'c', open: 'o', unsubscribe: 'u', view: 'v' };
const KIND: Readonly<Record<string, LinkKind>> = { c: 'click', o: 'open', u: 'unsubscribe', v: 'view' };
/** 132 bits of HMAC. */
const MAC_LENGTH = 22;
const SHAPE = /^([A-Za-z0-9_-]{8,400})\.([A-Za-z0-9_-]{22})$/;
const INNER = /^([couv])\/(C-\d{1,12}\/\d{1,6})\/([^/\s]{1,100})\/(\d{1,4})$/;

/** `<id>.<mac>`: the id says who and what, the mac that we made it. Safe in a URL. */
export const makeLinkToken = (hash: KeyedHash, target: LinkTarget): string => {
  const inner = `${LETTER[target.kind]}/${target.runId}/${target.contactId}/${target.link}`;
  const id = Buffer.from(inner).toString('base64url');
  return `${id}.${hash.mac('tracking-links', id, MAC_LENGTH)}`;
};

/** Undefined unless every byte is as it was made. */
export const readLinkToken = (hash: KeyedHash, token: string): LinkTarget | undefined => {
  const [, id, mac] = SHAPE.exec(token) ?? [];
  if (id === undefined || mac === undefined || !hash.verify('tracking-links', id, mac)) return undefined;
  const [, letter, runId, contactId, link] = INNER.exec(Buffer.from(id, 'base64url').toString('utf8')) ?? [];
  const kind = KIND[letter ?? ''];
  if (kind === undefined || runId === undefined || contactId === undefined) return undefined;
  return { kind, runId, contactId, link: Number(link) };
};

/** The addresses of a person's own links, as they stand in the mail. `portalUrl` has no trailing slash. */
export const linkAddress = (hash: KeyedHash, portalUrl: string, target: LinkTarget): string => {
  const path = { click: '/t/c/', open: '/t/o/', unsubscribe: '/u/', view: '/v/' }[target.kind];
  return `${portalUrl}${path}${makeLinkToken(hash, target)}`;
};
