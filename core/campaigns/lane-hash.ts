import type { Lane } from '../approvals/approval.ts';
import { contentHash } from '../common/canonical-json.ts';
import type { Campaign, Exemption, SendingLimits } from './campaign.ts';

/** The parts of a campaign as its two lanes own them: everything that decides what is sent, from where, to whom and when. */
export interface LaneSections {
  readonly marketing: {
    readonly brief: Campaign['brief'];
    readonly content: Campaign['content'];
    /** `rule` holds every segment that is named, with its version. */
    readonly audience: Campaign['audience'] & { readonly version: number | null; readonly rule: unknown };
    readonly schedule: Campaign['schedule'];
    /** Absent where nothing limits the send: approvals from before there were limits stand. */
    readonly limits?: Partial<SendingLimits> & { readonly exemption?: Exemption };
    /** What every mail says of its sender. */
    readonly footer: { readonly organisation: string; readonly postalAddress: string };
  };
  readonly it: {
    readonly senderDomain: string;
    readonly links: readonly string[];
    /** Written without a link; absent where there is none, so that earlier approvals stand. */
    readonly bareLinks?: readonly string[];
    /** Loaded from other hosts when the mail is shown; absent where there is none. */
    readonly externalPictures?: readonly string[];
    readonly mergeFields: readonly string[];
    /** Mails a minute that the landing page may be asked to bear; null: as fast as the provider takes them. */
    readonly load: { readonly perMinute: number | null };
  };
}

const limitsSection = (
  limits: SendingLimits,
  exemption: Exemption | null,
): Pick<LaneSections['marketing'], 'limits'> => {
  const set = Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== null));
  const section = { ...set, ...(exemption === null ? {} : { exemption }) };
  return Object.keys(section).length === 0 ? {} : { limits: section };
};

const where = <K extends string>(key: K, values: readonly string[] = []): { readonly [k in K]?: readonly string[] } =>
  (values.length === 0 ? {} : { [key]: values }) as { readonly [k in K]?: readonly string[] };

/** Blocks that a source took the place of are not sent. */
const sentOf = (content: Campaign['content']): Campaign['content'] =>
  content.body.kind === 'mjml' ? { ...content, body: { kind: 'mjml', source: content.body.source } } : content;

/** Who matches is not covered; the rule is. */
export const laneSections = (
  campaign: Pick<Campaign, 'brief' | 'content' | 'audience' | 'schedule' | 'exemption' | 'senderDomain'>,
  derived: {
    segment: { readonly version: number; readonly rule: unknown } | undefined;
    links: readonly string[];
    bareLinks?: readonly string[];
    externalPictures?: readonly string[];
    mergeFields: readonly string[];
    footer: { readonly organisation: string; readonly postalAddress: string };
    limits: SendingLimits;
  },
): LaneSections => ({
  marketing: {
    brief: campaign.brief,
    content: sentOf(campaign.content),
    audience: {
      ...campaign.audience,
      version: derived.segment?.version ?? null,
      rule: derived.segment?.rule ?? null,
    },
    schedule: campaign.schedule,
    ...limitsSection(derived.limits, campaign.exemption),
    footer: { organisation: derived.footer.organisation, postalAddress: derived.footer.postalAddress },
  },
  it: {
    senderDomain: campaign.senderDomain,
    links: derived.links,
    ...where('bareLinks', derived.bareLinks),
    ...where('externalPictures', derived.externalPictures),
    mergeFields: derived.mergeFields,
    load: { perMinute: null },
  },
});

/** SHA-256 of the canonical JSON of each lane's sections. */
export const laneHashes = (sections: LaneSections): Record<Lane, string> => ({
  marketing: contentHash(sections.marketing),
  it: contentHash(sections.it),
});
