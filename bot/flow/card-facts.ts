import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { type CampaignView, LANES, type ReviewCycle, type Staff } from '../../core/index.ts';
import type { FormChoices } from '../views/action-forms.ts';
import type { ActionId } from '../views/message.ts';
import type { CardOptions } from '../views/review-card.ts';
import type { BotContext } from './context.ts';
import { digestStanding } from './digests.ts';
import { fieldChoices } from './fields.ts';
import { insightChoices, insightStanding, linkTargets } from './insights.ts';

/** The card is shared, so it offers whom anybody could choose; core refuses whom this person may not. */
const delegatesOf = async (
  { core }: BotContext,
  cycle: ReviewCycle,
): Promise<readonly { readonly id: string; readonly name: string }[]> => {
  const lanes = await Promise.all(LANES.map((lane) => core.approvals.delegatesFor('', cycle, lane)));
  const people = new Map(lanes.flat().map(({ id, name }) => [id, { id, name }]));
  return [...people.values()];
};

/** What the form of a button offers to choose from, read now. */
export const formChoices = async (ctx: BotContext, actionId: ActionId, value: unknown): Promise<FormChoices> => {
  if (actionId === 'digest.change') return { initial: (await digestStanding(ctx, value)) ?? {} };
  if (actionId === 'insight.link') return { targets: await linkTargets(ctx) };
  if (actionId === 'insight.edit') return { initial: await insightStanding(ctx, value) };
  if (actionId === 'insight.share') return insightChoices(ctx);
  if (actionId === 'field.grant') return fieldChoices(ctx, value);
  const named = z.object({ subjectId: z.string().max(20).optional(), campaignId: z.string().max(20).optional() });
  const parsed = named.safeParse(value).data;
  const id = parsed?.subjectId ?? parsed?.campaignId;
  if (id === undefined) return {};
  if (actionId === 'review.delegate') {
    const cycle = await ctx.core.approvals.current(id);
    return cycle === undefined ? {} : { people: await delegatesOf(ctx, cycle) };
  }
  if (actionId !== 'preflight.waive') return {};
  return { blocking: (await ctx.core.campaigns.preflight(id))?.blocking ?? [] };
};

/** What a campaign's card shows beside the campaign itself, in whatever language. */
export type CardFacts = Omit<CardOptions, 'lang'>;

/** Read now. */
export const cardFacts = async (ctx: BotContext, { campaign, cycle }: CampaignView): Promise<CardFacts> => {
  const { core } = ctx;
  const { id, state, startedAt, heldBy } = campaign;
  const [sum, progress, preflight, halt, people, asked, deciding, freeze] = await Promise.all([
    startedAt === null ? undefined : core.deliveries.sum(id),
    state === 'sending' ? core.deliveries.progress(id) : undefined,
    state === 'in_review' || heldBy === 'preflight' ? core.campaigns.preflight(id) : undefined,
    state === 'halted' && startedAt !== null ? core.deliveries.haltState(id) : undefined,
    cycle?.state === 'open' ? delegatesOf(ctx, cycle) : [],
    startedAt === null ? [] : core.deliveries.waitingForPerson(id),
    cycle?.state === 'open' ? core.approvals.mayDecide(cycle) : undefined,
    heldBy === 'freeze' ? core.freezes.active() : undefined,
  ]);
  const waiverNames = await core.people.byIds([...new Set(preflight?.waivers.map(({ by }) => by) ?? [])]);
  const names = Object.fromEntries(waiverNames.map((one) => [one.id, one.name]));
  const namesOf = (staff: readonly Staff[]): string[] => staff.map(({ name }) => name);
  return {
    portalUrl: core.config.portal.url,
    sum,
    progress,
    preflight,
    halt,
    names,
    people,
    asked,
    deciders: deciding === undefined ? undefined : { marketing: namesOf(deciding.marketing), it: namesOf(deciding.it) },
    frozen: freeze !== undefined,
  };
};

/** A campaign as its cards show it; undefined where there is none. */
export type CardReads = (
  campaignId: string,
) => Promise<{ readonly view: CampaignView; readonly facts: CardFacts } | undefined>;

/** Copies of a card on several platforms are claimed at about the same time: one read serves those that come within it. */
const GATHER_MS = 15;

/** Reads that begin a moment after they are first asked for, and are shared by whoever asks until then: never older than the asking. */
export const createCardReads = (ctx: BotContext): CardReads => {
  const gathering = new Map<string, ReturnType<CardReads>>();
  return (campaignId) => {
    const known = gathering.get(campaignId);
    if (known !== undefined) return known;
    const read = delay(GATHER_MS).then(async () => {
      gathering.delete(campaignId);
      const view = await ctx.core.campaigns.view(campaignId);
      return view === undefined ? undefined : { view, facts: await cardFacts(ctx, view) };
    });
    gathering.set(campaignId, read);
    return read;
  };
};
