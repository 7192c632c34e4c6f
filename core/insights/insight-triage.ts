import type { AuditService } from '../audit/audit-service.ts';
import type { CampaignService } from '../campaigns/campaign-service.ts';
import type { Clock } from '../common/clock.ts';
import type { Ids } from '../common/ids.ts';
import { type Actor, actedBy, actorId } from '../people/staff.ts';
import type { PersonaService } from '../segments/personas/persona.ts';
import type { SegmentService } from '../segments/segment-service.ts';
import type { Insight, InsightLinkKind, InsightState, Theme } from './insight.ts';
import { type InsightChanges, open } from './insight-changes.ts';
import { insightErrors } from './insight-errors.ts';
import { COMMENT_LIMIT, parseInsight, requireWords, THEME_LIMIT } from './insight-input.ts';
import { insightNotices } from './insight-notices.ts';
import type { InsightService } from './insight-service.ts';
import type { InsightStore } from './insight-store.ts';
import { maskPersonal } from './mask-personal.ts';

const BRIEF_MS = 60_000;

/** The campaign that was made of it. */
const briefOf = ({ links }: Insight): string | undefined => links.findLast(({ kind }) => kind === 'campaign')?.id;

/** What becomes of insights: links, briefs, themes. */
export const createInsightTriage = (deps: {
  store: InsightStore;
  changes: InsightChanges;
  audit: AuditService;
  segments: SegmentService;
  personas: Pick<PersonaService, 'byId' | 'list'>;
  campaigns: CampaignService;
  clock: Clock;
  ids: Ids;
}): Pick<InsightService, 'link' | 'decline' | 'setTheme' | 'makeBrief' | 'addTheme' | 'follow'> => {
  const { store, audit, segments, personas, campaigns, clock, ids } = deps;
  const { require, record, change, tellFollowers, tellAuthor } = deps.changes;

  const linkTo = async (actor: Actor, id: string, to: { kind: InsightLinkKind; id: string }, state: InsightState) =>
    change(id, (insight) => {
      open(insight);
      if (insight.links.some((link) => link.kind === to.kind && link.id === to.id)) return undefined;
      return {
        state: insight.state === 'used' ? 'used' : state,
        reason: null,
        links: [...insight.links, { ...to, by: actorId(actor), at: clock.now() }],
      };
    });

  return {
    async link(actor, id, to) {
      await require(actor, 'insights.triage');
      const target = await { segment: segments, persona: personas, campaign: campaigns }[to.kind].byId(to.id);
      if (target === undefined) throw insightErrors.linkUnknown(to.kind, to.id);
      const { insight, changed } = await linkTo(actor, id, to, 'linked');
      if (changed) {
        await tellAuthor(actor, insight, insightNotices.linked(insight, to, target.name));
        await record(actor, 'insight.linked', insight, { [to.kind]: to.id });
      }
      return insight;
    },

    async decline(actor, id, reason) {
      await require(actor, 'insights.triage');
      const words = maskPersonal(
        requireWords('reason', reason, COMMENT_LIMIT, {
          en: 'say why, for its author.',
          ko: '작성자에게 전할 이유를 적어 주세요.',
        }),
      ).text;
      const { insight } = await change(id, (each) => ({ state: open(each) && 'declined', reason: words }));
      await tellAuthor(actor, insight, insightNotices.declined(insight, words));
      await record(actor, 'insight.declined', insight);
      return insight;
    },

    async setTheme(actor, id, theme) {
      await require(actor, 'insights.triage');
      const themes = await store.themes();
      const { insight, changed } = await change(id, (each) => {
        const { insight: parsed } = parseInsight({ ...open(each), theme }, themes);
        return parsed.themeKey === each.themeKey ? undefined : { themeKey: parsed.themeKey };
      });
      if (changed) {
        await tellFollowers(insight);
        await record(actor, 'insight.theme_set', insight);
      }
      return insight;
    },

    async makeBrief(actor, id) {
      await require(actor, 'insights.triage');
      await require(actor, 'campaigns.edit');
      // Taken first, so that a double click makes one brief; whoever died with it loses it after a minute.
      const taken = await change(id, (each) => {
        const underWay = each.updatedAt.getTime() > clock.now().getTime() - BRIEF_MS;
        return open(each).state === 'used' && (briefOf(each) !== undefined || underWay) ? undefined : { state: 'used' };
      });
      if (!taken.changed) {
        const known = await campaigns.byId(briefOf(taken.insight) ?? '');
        if (known === undefined) throw insightErrors.briefUnderWay(id);
        return { insight: taken.insight, campaign: known };
      }
      const { text } = taken.insight;
      const campaign = await campaigns.create(actor, {
        name: [...text.replaceAll('\n', ' ')].slice(0, 60).join(''),
        brief: { goal: [...`${id}: ${text}`].slice(0, 500).join('') },
      });
      const { insight } = await linkTo(actor, id, { kind: 'campaign', id: campaign.id }, 'used');
      await tellAuthor(actor, insight, insightNotices.used(insight, campaign.id));
      await record(actor, 'insight.used', insight, { campaign: campaign.id });
      return { insight, campaign };
    },

    async addTheme(actor, name) {
      await require(actor, 'insights.triage');
      const words = requireWords('name', name, THEME_LIMIT, { en: 'name the theme.', ko: '주제 이름을 적어 주세요.' });
      const key =
        words
          .toLowerCase()
          .replace(/[^\p{L}\p{N}]+/gu, '-')
          .replace(/^-|-$/g, '') || ids.next();
      const theme: Theme = { key, name: words, followers: [], createdAt: clock.now() };
      if (!(await store.insertTheme(theme))) throw insightErrors.themeTaken(words);
      await audit.append({ ...actedBy(actor), action: 'insight.theme_added', subject: key, data: {} });
      return theme;
    },

    async follow(actor, themeKey, following) {
      await require(actor, 'insights.share');
      const theme = await store.follow(themeKey, actorId(actor), following);
      if (theme === undefined) {
        throw insightErrors.field(
          'theme',
          { en: 'there is no such theme.', ko: '해당 주제가 없습니다.' },
          'insight.theme_unknown',
        );
      }
      return theme;
    },
  };
};
