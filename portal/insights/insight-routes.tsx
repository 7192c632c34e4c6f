import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Request, type Response, Router } from 'express';
import {
  can,
  INSIGHT_SOURCES,
  INSIGHT_STATES,
  type Insight,
  type InsightFilter,
  isDomainError,
  type LocalText,
  SENTIMENT_LABELS,
} from '../../core/index.ts';
import {
  actorOf,
  type Fields,
  type FormErrors,
  flash,
  formErrors,
  formOf,
  missing,
  needs,
  type PortalContext,
  param,
  queryText,
  render,
  staffOf,
  textOf,
} from '../http/index.ts';
import { fill } from '../words/text.ts';
import { InsightFormPage } from './insight-form.tsx';
import { InsightPage, NewThemePage } from './insight-page.tsx';
import { BoardPage, type InsightsFilter, InsightsPage } from './insights-page.tsx';
import { ThemePage } from './theme-page.tsx';
import { INSIGHTS } from './words.ts';

const PAGE = 50;
/** Cards of one column of the board. */
const COLUMN = 20;
const BOARD = ['new', 'linked', 'used', 'declined'] as const;

const filterOf = (req: Request): InsightsFilter => ({
  query: queryText(req, 'q'),
  state: INSIGHT_STATES.find((state) => state === queryText(req, 'state')),
  theme: queryText(req, 'theme', 80),
  source: INSIGHT_SOURCES.find((source) => source === queryText(req, 'source')),
  sentiment: SENTIMENT_LABELS.find((label) => label === queryText(req, 'sentiment')),
  mine: queryText(req, 'mine') === 'yes',
  about: queryText(req, 'about', 60),
  product: queryText(req, 'product', 120),
  region: queryText(req, 'region', 120),
});

const toCore = (
  { theme, source, sentiment, mine, about, product, region }: InsightsFilter,
  staffId: string,
): Omit<InsightFilter, 'states'> => ({
  ...(theme === '' ? {} : { themeKey: theme }),
  ...(source === undefined ? {} : { source }),
  ...(sentiment === undefined ? {} : { sentiment }),
  ...(mine ? { authorId: staffId } : {}),
  ...(about === '' ? {} : { linkedTo: about }),
  ...(product === '' ? {} : { product }),
  ...(region === '' ? {} : { region }),
});

const fits = (insight: Insight, filter: InsightsFilter, states: readonly string[], staffId: string): boolean =>
  states.includes(insight.state) &&
  (filter.theme === '' || insight.themeKey === filter.theme) &&
  (filter.source === undefined || insight.source === filter.source) &&
  (filter.sentiment === undefined || insight.sentiment.label === filter.sentiment) &&
  (!filter.mine || insight.authorId === staffId) &&
  (filter.product === '' || insight.product === filter.product) &&
  (filter.region === '' || insight.region === filter.region) &&
  (filter.about === '' || insight.links.some(({ id }) => id === filter.about));

/** What a form may say of an insight; where it came from is for chat alone to say. */
const typedIn = ({ text, customer, theme, persona, product, region, source, quoteConsent, link }: Fields) => ({
  text,
  customer,
  theme,
  persona,
  product,
  region,
  source,
  quoteConsent,
  link,
});

/** Insights: shared and read by every member of staff, triaged by marketing and managers. */
export const insightRoutes = ({ core, logger }: PortalContext): Router => {
  const router = Router();
  const share = needs('insights.share');
  const triage = needs('insights.triage');

  /** What its author took back is read by nobody else but those who triage. */
  const load = async (req: Request, res: Response): Promise<Insight> => {
    const insight = await core.insights.byId(param(req, 'id').slice(0, 20));
    const staff = staffOf(res);
    const gone = insight?.state === 'withdrawn' && insight.authorId !== staff.id && !can(staff, 'insights.triage');
    if (insight === undefined || gone) throw missing(INSIGHTS.unknown);
    return insight;
  };

  const showForm = async (
    res: Response,
    input: { action: string; title: LocalText; fields: Fields; errors?: FormErrors; similarTo?: string },
  ): Promise<void> => {
    const { lang } = staffOf(res);
    const [themes, personas, similar] = await Promise.all([
      core.insights.themes(),
      core.personas.list(),
      input.similarTo === undefined ? [] : core.insights.similar(input.similarTo),
    ]);
    await render(
      res,
      <InsightFormPage
        action={input.action}
        title={input.title[lang]}
        themes={themes}
        personas={personas}
        fields={input.fields}
        errors={input.errors}
        similar={similar}
      />,
      input.errors?.status,
    );
  };

  const show = async (res: Response, insight: Insight, fields: Fields = {}, errors?: FormErrors): Promise<void> => {
    const staff = staffOf(res);
    const triages = can(staff, 'insights.triage');
    // How segments and campaigns are called is for those who may see them.
    const names = (may: boolean): boolean => may && (triages || insight.links.length > 0);
    const suggests = insight.themeKey === null && insight.authorId === staff.id && insight.state !== 'withdrawn';
    const [themes, personas, suggested, people, segments, campaigns] = await Promise.all([
      core.insights.themes(),
      core.personas.list(),
      suggests ? core.insights.suggestTheme(insight.text) : undefined,
      core.people.byIds([
        insight.authorId,
        ...(insight.sentiment.correctedBy === null ? [] : [insight.sentiment.correctedBy]),
        ...insight.comments.map(({ by }) => by),
      ]),
      names(can(staff, 'segments.view')) ? core.segments.list() : [],
      names(can(staff, 'campaigns.view')) ? core.campaigns.list({ archived: false, limit: 200 }) : [],
    ]);
    const called = Object.fromEntries(people.map(({ id, name }) => [id, name]));
    await render(
      res,
      <InsightPage
        shown={{ insight, themes, personas, suggested, names: called, segments, campaigns }}
        fields={fields}
        errors={errors}
      />,
      errors?.status,
    );
  };

  /** One step on one insight; what is wrong stands beside the field, with what was typed. */
  const step =
    (act: (req: Request, res: Response, insight: Insight, fields: Fields) => Promise<LocalText>) =>
    async (req: Request, res: Response): Promise<void> => {
      const insight = await load(req, res);
      const fields = formOf(req);
      try {
        flash(req, await act(req, res, insight, fields));
        res.redirect(303, `/insights/${insight.id}`);
      } catch (error) {
        if (isDomainError(error) && error.field === undefined && error.kind !== 'not_found') {
          flash(req, error.text, 'danger');
          res.redirect(303, `/insights/${insight.id}`);
          return;
        }
        await show(res, await load(req, res), fields, formErrors(error));
      }
    };

  router.get('/insights', share, async (req, res) => {
    const filter = filterOf(req);
    const staffId = staffOf(res).id;
    const states = filter.state === undefined ? INSIGHT_STATES.filter((s) => s !== 'withdrawn') : [filter.state];
    const below = Number.parseInt(queryText(req, 'below', 12), 10);
    // What was withdrawn is listed for its author, and for those who triage.
    const own = filter.state === 'withdrawn' && !can(staffOf(res), 'insights.triage');
    const asked = toCore({ ...filter, mine: filter.mine || own }, staffId);
    const [themes, personas, trends, counts, found] = await Promise.all([
      core.insights.themes(),
      core.personas.list(),
      core.insights.themeTrends(),
      core.insights.countByState(asked),
      filter.query === ''
        ? core.insights.list({ ...asked, states }, { limit: PAGE + 1, ...(below > 0 ? { below } : {}) })
        : core.insights.find(filter.query),
    ]);
    const shown = filter.query === '' ? found : found.filter((each) => fits(each, filter, states, staffId));
    const insights = shown.slice(0, PAGE);
    const last = insights.at(-1);
    const next = filter.query === '' && shown.length > PAGE && last !== undefined ? String(last.number) : null;
    await render(res, <InsightsPage {...{ insights, counts, themes, personas, trends, filter, next }} />);
  });

  router.get('/insights.csv', triage, async (req, res) => {
    const filter = filterOf(req);
    const states = filter.state === undefined ? INSIGHT_STATES.filter((s) => s !== 'withdrawn') : [filter.state];
    res.setHeader('content-type', 'text/csv; charset=utf-8');
    res.setHeader('content-disposition', 'attachment; filename="insights.csv"');
    try {
      await pipeline(Readable.from(core.insights.csv({ ...toCore(filter, staffOf(res).id), states })), res);
    } catch (error) {
      // The head has left: a cut-off answer tells the browser that the file is not whole.
      logger.error({ err: error }, 'a CSV download broke off');
      res.destroy();
    }
  });

  router.get('/insights/board', share, async (_req, res) => {
    const [themes, counts, ...lists] = await Promise.all([
      core.insights.themes(),
      core.insights.countByState(),
      ...BOARD.map((state) => core.insights.list({ states: [state] }, { limit: COLUMN })),
    ]);
    const columns = BOARD.map((state, at) => ({ state, insights: lists[at] ?? [], total: counts.get(state) ?? 0 }));
    await render(res, <BoardPage columns={columns} themes={themes} />);
  });

  router.get('/insights/new', share, (req, res) =>
    showForm(res, {
      action: '/insights',
      title: INSIGHTS.share,
      fields: { persona: queryText(req, 'persona', 60) },
    }),
  );

  router.post('/insights', share, async (req, res) => {
    const fields = formOf(req);
    const form = { action: '/insights', title: INSIGHTS.share, fields };
    try {
      const text = textOf(fields, 'text');
      const different = textOf(fields, 'confirmed') === 'yes';
      if (!different && (await core.insights.similar(text)).length > 0) {
        await showForm(res, { ...form, similarTo: text });
        return;
      }
      const { insight, masked, joined } = await core.insights.share(actorOf(res), { ...typedIn(fields), different });
      if (joined) flash(req, INSIGHTS.supported);
      else flash(req, fill(masked === 0 ? INSIGHTS.shared : INSIGHTS.sharedMasked, { id: insight.id, n: masked }));
      res.redirect(303, `/insights/${insight.id}`);
    } catch (error) {
      await showForm(res, { ...form, errors: formErrors(error) });
    }
  });

  router.get('/insights/themes/new', triage, (_req, res) => render(res, <NewThemePage name="" />));

  router.post('/insights/themes', triage, async (req, res) => {
    const name = textOf(formOf(req), 'name');
    try {
      await core.insights.addTheme(actorOf(res), name);
      flash(req, INSIGHTS.themeAdded);
      res.redirect(303, '/insights#themes');
    } catch (error) {
      const errors = formErrors(error);
      await render(res, <NewThemePage name={name} errors={errors} />, errors.status);
    }
  });

  router.post('/insights/themes/:key/follow', share, async (req, res) => {
    const fields = formOf(req);
    const { key } = await core.insights.follow(actorOf(res), param(req, 'key'), textOf(fields, 'following') === 'yes');
    const onItsPage = textOf(fields, 'back') === 'theme';
    res.redirect(303, onItsPage ? `/insights/themes/${encodeURIComponent(key)}` : '/insights#themes');
  });

  router.get('/insights/themes/:key', share, async (req, res) => {
    const key = param(req, 'key').slice(0, 100);
    const [themes, personas, trends, report] = await Promise.all([
      core.insights.themes(),
      core.personas.list(),
      core.insights.themeTrends(),
      core.insights.themeReport(key),
    ]);
    const theme = themes.find((each) => each.key === key);
    if (theme === undefined || report === undefined) throw missing(INSIGHTS.unknownTheme);
    // With the library of charts, the largest of the portal.
    const { themeCharts } = await import('./theme-charts.ts');
    const charts = themeCharts(report, staffOf(res).lang, core.config.workspace.timeZone);
    await render(res, <ThemePage theme={theme} personas={personas} report={report} charts={charts} trends={trends} />);
  });

  router.get('/insights/:id', share, async (req, res) => show(res, await load(req, res)));

  router.get('/insights/:id/edit', share, async (req, res) => {
    const insight = await load(req, res);
    const { id, text, customer, themeKey, product = '', region = '', source, quoteConsent, link, revision } = insight;
    await showForm(res, {
      action: `/insights/${id}`,
      title: fill(INSIGHTS.editTitle, { id }),
      fields: {
        text,
        customer,
        // The one that the page suggested is chosen already.
        theme: themeKey ?? queryText(req, 'theme', 100),
        product,
        region,
        source,
        quoteConsent,
        persona: insight.links.findLast(({ kind }) => kind === 'persona')?.id ?? '',
        link: link ?? '',
        revision: String(revision),
      },
    });
  });

  router.post('/insights/:id', share, async (req, res) => {
    const { id } = await load(req, res);
    const fields = formOf(req);
    try {
      const revision = Number(textOf(fields, 'revision'));
      const { masked } = await core.insights.edit(actorOf(res), id, { ...typedIn(fields), revision });
      flash(req, masked === 0 ? INSIGHTS.edited : fill(INSIGHTS.editedMasked, { n: masked }));
      res.redirect(303, `/insights/${id}`);
    } catch (error) {
      await showForm(res, {
        action: `/insights/${id}`,
        title: fill(INSIGHTS.editTitle, { id }),
        fields,
        errors: formErrors(error),
      });
    }
  });

  router.post(
    '/insights/:id/support',
    share,
    step(async (_req, res, { id }) => {
      await core.insights.support(actorOf(res), id);
      return INSIGHTS.supported;
    }),
  );
  router.post(
    '/insights/:id/withdraw',
    share,
    step(async (_req, res, { id }) => {
      await core.insights.withdraw(actorOf(res), id);
      return INSIGHTS.withdrawn;
    }),
  );
  router.post(
    '/insights/:id/comments',
    share,
    step(async (_req, res, { id }, fields) => {
      await core.insights.comment(actorOf(res), id, textOf(fields, 'comment'));
      return INSIGHTS.edited;
    }),
  );
  router.post(
    '/insights/:id/sentiment',
    share,
    step(async (_req, res, { id, sentiment }, fields) => {
      const label = SENTIMENT_LABELS.find((each) => each === textOf(fields, 'label')) ?? sentiment.label;
      await core.insights.correctSentiment(actorOf(res), id, label);
      return INSIGHTS.edited;
    }),
  );
  router.post(
    '/insights/:id/theme',
    triage,
    step(async (_req, res, { id }, fields) => {
      await core.insights.setTheme(actorOf(res), id, textOf(fields, 'theme'));
      return INSIGHTS.edited;
    }),
  );
  router.post(
    '/insights/:id/link',
    triage,
    step(async (_req, res, { id }, fields) => {
      const kind = (['campaign', 'persona'] as const).find((each) => each === textOf(fields, 'kind')) ?? 'segment';
      await core.insights.link(actorOf(res), id, { kind, id: textOf(fields, `${kind}Id`) });
      return INSIGHTS.linked;
    }),
  );
  router.post(
    '/insights/:id/decline',
    triage,
    step(async (_req, res, { id }, fields) => {
      await core.insights.decline(actorOf(res), id, textOf(fields, 'reason'));
      return INSIGHTS.declined;
    }),
  );
  router.post('/insights/:id/brief', needs('campaigns.edit'), async (req, res) => {
    const { id } = await load(req, res);
    const { campaign } = await core.insights.makeBrief(actorOf(res), id);
    flash(req, fill(INSIGHTS.briefMade, { id: campaign.id }));
    res.redirect(303, `/campaigns/${campaign.id}/edit`);
  });

  return router;
};
