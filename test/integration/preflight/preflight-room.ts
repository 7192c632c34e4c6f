import { createChanges } from '../../../core/campaigns/campaign-changes.ts';
import { createReading } from '../../../core/campaigns/campaign-reading.ts';
import { createCampaignStore } from '../../../core/campaigns/campaign-store.ts';
import { createPictureStore } from '../../../core/campaigns/picture-store.ts';
import { createPreflight } from '../../../core/campaigns/preflight/create-preflight.ts';
import type {
  LinkAnswer,
  LinkProbe,
  NameLookup,
  PreflightPolicy,
} from '../../../core/campaigns/preflight/preflight-service.ts';
import { createPreflightStore, PREFLIGHT_INDEXES } from '../../../core/campaigns/preflight/preflight-store.ts';
import { DEFAULT_RULES } from '../../../core/campaigns/sending-rules.ts';
import { ensureIndexes } from '../../../core/common/database-store.ts';
import type { EmailProvider } from '../../../core/mail/email-provider.ts';
import { found } from '../../support/link-answers.ts';
import { openCampaignRoom } from '../campaigns/campaign-room.ts';

/** A campaign room with a preflight whose internet and name servers are what the test says. */
export const openPreflightRoom = async () => {
  const room = await openCampaignRoom();
  await ensureIndexes(room.database, PREFLIGHT_INDEXES);
  const asked: string[] = [];
  const internet: { answer: (url: string) => Promise<LinkAnswer> | LinkAnswer } = { answer: (url) => found(url) };
  const policy: { current: PreflightPolicy } = { current: { allowedHosts: [], privateHosts: [], driftPercent: 10 } };
  const probe: LinkProbe = {
    probe: async (url) => {
      asked.push(url);
      return internet.answer(url);
    },
  };
  const lookup: NameLookup = { txt: async () => undefined, addresses: async () => [] };
  const provider: EmailProvider = {
    kind: 'outbox',
    submit: async () => ({ kind: 'accepted', providerId: 'x' }),
    evidence: async () => ({ kind: 'none' }),
    check: async () => ({ ok: true, detail: '' }),
    standing: async () => ({ kind: 'none' }),
  };
  const store = createCampaignStore(room.database);
  /** The same preflight in another process, so to say. */
  const another = () => {
    const preflights = createPreflightStore(room.database);
    return createPreflight({
      ...room,
      store: preflights,
      changes: createChanges({ ...room, store }),
      reading: createReading({
        ...room,
        pictures: createPictureStore(room.database),
        rules: { current: async () => DEFAULT_RULES },
        cappedIds: async () => [],
        missedIds: async () => [],
        campaign: async () => undefined,
      }),
      hasLine: store.hasLine,
      provider,
      lookup,
      probe,
      policy: async () => policy.current,
      pictureBytes: async () => new Map(),
      unsubscribeAddress: `${room.config.portal.url}/u/nobody`,
    });
  };
  return { ...room, internet, asked, policy, preflight: another(), another };
};
