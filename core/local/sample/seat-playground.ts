import type { Core } from '../../create-core.ts';
import type { Playground, PlaygroundUser } from '../playground.ts';
import { SAMPLE, SAMPLE_STAFF } from './sample-staff.ts';

/** Where a key may be asked for, or somebody may steer: whatever `channel here` brings into a channel. */
const UNDER_WAY = ['in_review', 'scheduled', 'sending', 'paused', 'held', 'halted'] as const;

/** The people of the sample, for those who sit in front of the Playground. Who types there is one that can give a key. */
export const playgroundUsers = (): PlaygroundUser[] => {
  const { marketingReviewer, ...others } = SAMPLE_STAFF;
  return [marketingReviewer, ...Object.values(others)].map(({ name, teamsUserId }, i) => ({
    id: `29:sample-${i}`,
    name,
    aadObjectId: teamsUserId,
  }));
};

/** The people of the sample sit in front of the Playground, and its channel is the campaign channel. */
export const introducePlayground = async (core: Core, playground: Playground): Promise<void> => {
  for (const { email, teamsUserId } of Object.values(SAMPLE_STAFF)) {
    const staff = await core.people.byEmail(email);
    if (staff === undefined) continue;
    const known = await core.people.byIdentity('teams', playground.tenantId, teamsUserId);
    if (known !== undefined) continue;
    await core.people.linkIdentity(SAMPLE, {
      platform: 'teams',
      workspaceId: playground.tenantId,
      userId: teamsUserId,
      displayName: staff.name,
      staffId: staff.id,
    });
  }
  await core.channels.set(
    SAMPLE,
    {
      platform: 'teams',
      workspaceId: playground.tenantId,
      channelId: playground.channelId,
      serviceUrl: `${playground.url}/_connector`,
    },
    { name: 'Campaigns', lang: 'en' },
  );
  // The Playground forgets everything when it ends: campaigns under way get their cards again.
  for (const { id } of await core.campaigns.list({ states: UNDER_WAY, archived: false })) await core.cards.touch(id);
};
