import { type Request, type Response, Router } from 'express';
import { type DigestPlace, type DigestSubscription, InvalidInput, momentText } from '../../core/index.ts';
import {
  actorOf,
  type Fields,
  type FormErrors,
  flash,
  formErrors,
  formOf,
  invalid,
  missing,
  needs,
  type PortalContext,
  param,
  render,
  staffOf,
  textOf,
} from '../http/index.ts';
import { fill } from '../words/text.ts';
import { DigestListPage, DigestPage, type SectionCharts } from './digest-page.tsx';
import { channelKey, DigestsPage } from './digests-page.tsx';
import { DIGESTS } from './words.ts';

const scheduleIn = (fields: Fields) => ({
  days: textOf(fields, 'days'),
  time: textOf(fields, 'time'),
  zone: textOf(fields, 'zone'),
  lang: textOf(fields, 'lang'),
  mail: textOf(fields, 'mail') === 'yes',
});

/** Digests: everybody has one's own; those of channels are read and steered by whoever sees reports. */
export const digestRoutes = ({ core }: PortalContext): Router => {
  const router = Router();
  const share = needs('insights.share');

  const show = async (res: Response, form?: { of: 'me' | 'channel'; fields: Fields; errors: FormErrors }) => {
    const staff = staffOf(res);
    const [list, history, known] = await Promise.all([
      core.digests.list(staff),
      core.digests.history(staff),
      core.channels.list(),
    ]);
    const people = await core.people.byIds([...new Set(list.map(({ ownerId }) => ownerId))]);
    const shown = {
      mine: list.find(({ place }) => place.kind === 'staff'),
      channels: list.filter(({ place }) => place.kind === 'channel'),
      history,
      known,
      names: Object.fromEntries(people.map(({ id, name }) => [id, name])),
      now: core.clock.now(),
    };
    await render(
      res,
      <DigestsPage shown={shown} fields={form?.fields} of={form?.of} errors={form?.errors} />,
      form?.errors.status,
    );
  };

  const nextOf = ({ nextAt, schedule }: DigestSubscription) => ({
    when:
      nextAt === null
        ? { en: '–', ko: '–' }
        : { en: momentText(nextAt, schedule.zone, 'en'), ko: momentText(nextAt, schedule.zone, 'ko') },
  });
  const said = (text: { en: string; ko: string }, subscription: DigestSubscription) => {
    const { when } = nextOf(subscription);
    return { en: fill(text, { when: when.en }).en, ko: fill(text, { when: when.ko }).ko };
  };

  const save =
    (of: 'me' | 'channel', placeOf: (res: Response, fields: Fields) => Promise<DigestPlace>) =>
    async (req: Request, res: Response): Promise<void> => {
      const fields = formOf(req);
      try {
        const saved = await core.digests.subscribe(actorOf(res), await placeOf(res, fields), scheduleIn(fields));
        flash(req, said(DIGESTS.saved, saved));
        res.redirect(303, '/digests');
      } catch (error) {
        await show(res, { of, fields, errors: formErrors(error) });
      }
    };

  router.get('/digests', share, (_req, res) => show(res));
  router.post(
    '/digests',
    share,
    save('me', async (res) => ({ kind: 'staff', staffId: staffOf(res).id })),
  );
  router.post(
    '/digests/channels',
    needs('reports.view'),
    save('channel', async (_res, fields) => {
      const chosen = (await core.channels.list()).find((one) => channelKey(one) === textOf(fields, 'channel'));
      if (chosen === undefined) throw new InvalidInput([invalid('channel', DIGESTS.pickChannel)]);
      const { platform, workspaceId, channelId, serviceUrl, name } = chosen;
      const ref = { platform, workspaceId, channelId, ...(serviceUrl === undefined ? {} : { serviceUrl }) };
      return { kind: 'channel', ref, name };
    }),
  );
  router.post('/digests/preview', share, async (_req, res) => {
    const { id } = await core.digests.preview(actorOf(res));
    res.redirect(303, `/digests/${id}`);
  });

  router.get('/digests/:id', share, async (req, res) => {
    const digest = await core.digests.digest(staffOf(res), param(req, 'id').slice(0, 80));
    const sections = digest.content?.sections.filter(({ chart }) => chart !== null) ?? [];
    // With the library of charts, the largest of the portal.
    const drawing = sections.length === 0 ? undefined : await import('./digest-charts.ts');
    const charts: SectionCharts = Object.fromEntries(
      sections.flatMap(({ key, chart }) =>
        chart === null || drawing === undefined ? [] : [[key, drawing.digestChartSvg(chart, staffOf(res).lang)]],
      ),
    );
    await render(res, <DigestPage digest={digest} charts={charts} />);
  });
  router.get('/digests/:id/lists/:key', share, async (req, res) => {
    const digest = await core.digests.digest(staffOf(res), param(req, 'id').slice(0, 80));
    const figure = digest.content?.sections
      .flatMap(({ figures }) => figures)
      .find(({ key }) => key === param(req, 'key'));
    if (figure === undefined) throw missing(DIGESTS.unknown);
    await render(res, <DigestListPage digest={digest} figure={figure} />);
  });

  router.post('/digests/:id/pause', share, async (req, res) => {
    await core.digests.pause(actorOf(res), param(req, 'id'));
    flash(req, DIGESTS.paused);
    res.redirect(303, '/digests');
  });
  router.post('/digests/:id/resume', share, async (req, res) => {
    const resumed = await core.digests.resume(actorOf(res), param(req, 'id'));
    flash(req, said(DIGESTS.resumed, resumed));
    res.redirect(303, '/digests');
  });

  return router;
};
