import { type Request, type Response, Router } from 'express';
import { type LocalText, SEARCH_KINDS, searchKindsFor } from '../../core/index.ts';
import {
  actorOf,
  type FormErrors,
  flash,
  formErrors,
  formOf,
  needs,
  type PortalContext,
  param,
  queryText,
  render,
  staffOf,
  textOf,
} from '../http/index.ts';
import { knownChannels } from './saved-searches.tsx';
import { SearchPage } from './search-page.tsx';
import { SEARCH } from './words.ts';

const LIMIT = 50;

/** One search over everything that the reader may see, and what is saved of searches. */
export const searchRoutes = ({ core }: PortalContext): Router => {
  const router = Router();

  const channelsAndSaved = async () => {
    const [channels, saved] = await Promise.all([core.channels.list(), core.savedSearches.list()]);
    return { saved, channels: knownChannels(channels, saved) };
  };

  const show = async (req: Request, res: Response, query: string, errors?: FormErrors): Promise<void> => {
    const kinds = searchKindsFor(staffOf(res));
    const kind = SEARCH_KINDS.find((each) => each === queryText(req, 'kind') && kinds.includes(each));
    const found = query === '' ? [] : await core.search.search(query, { kinds, limit: LIMIT });
    const known = await channelsAndSaved();
    render(res, <SearchPage {...{ query, kind, kinds, found, errors }} {...known} />, errors?.status);
  };

  router.get('/search', needs('insights.share'), (req, res) => show(req, res, queryText(req, 'q', 200).trim()));

  router.post('/search/saved', needs('insights.share'), async (req, res) => {
    const fields = formOf(req);
    const query = textOf(fields, 'query').trim().slice(0, 1_000);
    try {
      const { channels } = await channelsAndSaved();
      const chosen = channels.find(({ key }) => key === textOf(fields, 'channel'));
      await core.savedSearches.save(actorOf(res), {
        query,
        ref: chosen?.ref,
        channelName: chosen?.name ?? '',
        lang: chosen?.lang ?? 'en',
      });
      flash(req, SEARCH.savedNow);
      res.redirect(303, `/search?q=${encodeURIComponent(query)}#saved`);
    } catch (error) {
      await show(req, res, query, formErrors(error));
    }
  });

  const step = (verb: 'pause' | 'resume' | 'remove', said: LocalText): void => {
    router.post(`/search/saved/:id/${verb}`, needs('insights.share'), async (req, res) => {
      const { query } = await core.savedSearches[verb](actorOf(res), param(req, 'id'));
      flash(req, said);
      res.redirect(303, `/search?q=${encodeURIComponent(query)}#saved`);
    });
  };
  step('pause', SEARCH.paused);
  step('resume', SEARCH.resumed);
  step('remove', SEARCH.removed);
  return router;
};
