import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Content } from '../../core/campaigns/campaign.ts';
import type { Core } from '../../core/create-core.ts';
import { type Actor, systemActor } from '../../core/people/staff.ts';
import { aStaff } from './builders.ts';

/** Two reviewers who are new here turn both keys of the review that is open. */
export const turnBothKeys = async (core: Core, id: string): Promise<void> => {
  const { actor: marketing } = await aStaff(core, ['marketing_reviewer'], { surface: 'slack' });
  const { actor: it } = await aStaff(core, ['it_reviewer'], { surface: 'teams' });
  for (const [actor, lane] of [
    [marketing, 'marketing'],
    [it, 'it'],
  ] as const) {
    const cycle = await core.approvals.current(id);
    await core.campaigns.decide(actor, {
      subjectId: id,
      cycle: cycle?.number ?? 0,
      lane,
      laneHash: cycle?.laneHashes[lane] ?? '',
      kind: 'approve',
      comment: '',
    });
  }
};

/** Submits a draft; two reviewers who are new here approve it. */
export const giveBothKeys = async (core: Core, author: Actor, id: string): Promise<void> => {
  await core.campaigns.submit(author, id);
  await turnBothKeys(core, id);
};

/** A campaign to everybody on this database, with both keys. */
export const campaignToEverybody = async (
  core: Core,
  {
    localTime = null,
    content,
    over = {},
  }: { localTime?: string | null; content?: Partial<Content>; over?: Readonly<Record<string, unknown>> } = {},
): Promise<{ id: string; author: Actor }> => {
  const segment = await core.segments.create(systemActor('test'), {
    name: `everybody ${randomBytes(3).toString('hex')}`,
    rule: { kind: 'all', rules: [] },
  });
  const { actor: author } = await aStaff(core, ['marketer']);
  const draft = await core.campaigns.create(author, {
    name: 'Spring',
    starter: 'announcement',
    brief: { goal: 'More visits' },
    audience: { segmentId: segment.id },
    schedule: { localTime, zone: 'UTC' },
    ...(content === undefined ? {} : { content }),
    ...over,
  });
  await giveBothKeys(core, author, draft.id);
  return { id: draft.id, author };
};

/** So many contacts more, and a campaign to everybody, with both keys. */
export const approvedCampaign = async (
  core: Core,
  people: number,
  localTime: string | null = null,
): Promise<{ id: string; author: Actor }> => {
  const rows = Array.from({ length: people }, (_, i) => `p${i}@example.test,Name ${i}`);
  const queued = await core.contacts.queueImport(systemActor('test'), {
    fileName: 'people.csv',
    content: Readable.from([Buffer.from(['email,first_name', ...rows].join('\n'))]),
    mapping: {
      columns: {
        email: { to: 'address' },
        first_name: { to: 'attribute', label: 'first_name', type: 'text' },
      },
      consent: { kind: 'declared', source: 'test' },
    },
  });
  await core.contacts.runImport(queued.id);
  return campaignToEverybody(core, { localTime });
};
