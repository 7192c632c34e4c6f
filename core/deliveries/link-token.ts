import { timingSafeEqual } from 'node:crypto';
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
/** 126 bits; four of them are cut from one HMAC-SHA-512. */
const MAC_LENGTH = 21;
const MACS_IN_ONE = 4;
const SHAPE = /^([A-Za-z0-9_-]{8,400})\.([A-Za-z0-9_-]{21})$/;
const INNER = /^([couv])\/(C-\d{1,12}\/\d{1,6})\/([^/\s]{1,100})\/(\d{1,4})$/;

/** Which of a person's MACs is whose: each kind, and each link of the mail, has one of its own. */
const slotOf = (kind: LinkKind, link: number): number => {
  if (kind === 'click') return 3 + link;
  return kind === 'unsubscribe' ? 0 : kind === 'view' ? 1 : 2;
};

/**
 * How ids of each kind begin: three bytes are four characters, and every run's id begins with C. What follows is the same
 * for all kinds.
 */
const HEAD_LENGTH = 4;
const HEAD = Object.fromEntries(
  Object.entries(LETTER).map(([kind, letter]) => [kind, Buffer.from(`${letter}/C`).toString('base64url')]),
) as Record<LinkKind, string>;

/** The tokens of one person in one run; an HMAC for every four of them. */
const linkTokensOf = (
  hash: KeyedHash,
  { runId, contactId }: Pick<LinkTarget, 'runId' | 'contactId'>,
): ((kind: LinkKind, link?: number) => string) => {
  const longs: string[] = [];
  const tails: string[] = [];
  return (kind, link = 0) => {
    const slot = slotOf(kind, link);
    const nth = Math.floor(slot / MACS_IN_ONE);
    const long = longs[nth] ?? hash.longMac('tracking-links', `${runId}/${contactId}/${nth}`);
    longs[nth] = long;
    const start = (slot % MACS_IN_ONE) * MAC_LENGTH;
    const tail = tails[link] ?? Buffer.from(`c/${runId}/${contactId}/${link}`).toString('base64url').slice(HEAD_LENGTH);
    tails[link] = tail;
    return `${HEAD[kind]}${tail}.${long.slice(start, start + MAC_LENGTH)}`;
  };
};

/** `<id>.<mac>`: the id says who and what, the mac that we made it. Safe in a URL. */
export const makeLinkToken = (hash: KeyedHash, target: LinkTarget): string =>
  linkTokensOf(hash, target)(target.kind, target.link);

/** Undefined unless every byte is as it was made. */
export const readLinkToken = (hash: KeyedHash, token: string): LinkTarget | undefined => {
  const [, id] = SHAPE.exec(token) ?? [];
  if (id === undefined) return undefined;
  const [, letter, runId, contactId, link] = INNER.exec(Buffer.from(id, 'base64url').toString('utf8')) ?? [];
  const kind = KIND[letter ?? ''];
  if (kind === undefined || runId === undefined || contactId === undefined) return undefined;
  const target = { kind, runId, contactId, link: Number(link) };
  const [expected, given] = [Buffer.from(makeLinkToken(hash, target)), Buffer.from(token)];
  return expected.length === given.length && timingSafeEqual(expected, given) ? target : undefined;
};

/** The page of preferences opens with the token of the unsubscribe link. */
type OwnLink = LinkKind | 'preferences';
const PATH: Readonly<Record<OwnLink, string>> = {
  click: '/t/c/',
  open: '/t/o/',
  preferences: '/p/',
  unsubscribe: '/u/',
  view: '/v/',
};

/** The addresses of one person's own links, as they stand in the mail. `portalUrl` has no trailing slash. */
export const linkAddressesOf = (
  hash: KeyedHash,
  portalUrl: string,
  person: Pick<LinkTarget, 'runId' | 'contactId'>,
): ((kind: OwnLink, link?: number) => string) => {
  const tokenOf = linkTokensOf(hash, person);
  return (kind, link) => `${portalUrl}${PATH[kind]}${tokenOf(kind === 'preferences' ? 'unsubscribe' : kind, link)}`;
};

export const linkAddress = (hash: KeyedHash, portalUrl: string, target: LinkTarget): string =>
  linkAddressesOf(hash, portalUrl, target)(target.kind, target.link);
