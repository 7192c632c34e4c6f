import { Router } from 'express';
import { SEARCH_KINDS, searchKindsFor } from '../../core/index.ts';
import { needs, type PortalContext, queryText, render, staffOf } from '../http/index.ts';
import { SearchPage } from './search-page.tsx';

const LIMIT = 50;

/** One search over everything that the reader may see. */
export const searchRoutes = ({ core }: PortalContext): Router => {
  const router = Router();
  router.get('/search', needs('insights.share'), async (req, res) => {
    const query = queryText(req, 'q', 200).trim();
    const kinds = searchKindsFor(staffOf(res));
    const kind = SEARCH_KINDS.find((each) => each === queryText(req, 'kind') && kinds.includes(each));
    const found = query === '' ? [] : await core.search.search(query, { kinds, limit: LIMIT });
    await render(res, <SearchPage query={query} kind={kind} kinds={kinds} found={found} />);
  });
  return router;
};
