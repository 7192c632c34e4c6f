import { type Request, Router } from 'express';
import { type Core, isDomainError, type Lang, MOVES, type Segment } from '../../core/index.ts';
import {
  actorOf,
  flash,
  formOf,
  missing,
  needs,
  type PortalContext,
  param,
  queryText,
  render,
  textOf,
} from '../http/index.ts';
import { type Followed, MovesPage } from './follow-pages.tsx';
import { FOLLOW_WORDS } from './follow-words.ts';
import type { TrendDrawings } from './trend-chart.tsx';
import { WORDS } from './words.ts';

const WEEK_MS = 7 * 86_400_000;
const PAGE = 50;

/** Sizes of a segment by day, and their chart; none where it was never counted. */
export const trendOf = async (
  core: Core,
  segmentId: string,
  lang: Lang,
): Promise<Pick<Followed, 'sizes' | 'drawings'>> => {
  const sizes = await core.follows.sizes(segmentId);
  if (sizes.length === 0) return { sizes, drawings: undefined };
  // With the library of charts, the largest of the portal.
  const { trendDrawings } = await import('./trend.ts');
  const drawings: TrendDrawings = trendDrawings(sizes, lang);
  return { sizes, drawings };
};

/** What the page of a segment says of entries and exits. */
export const followedOf = async (core: Core, segmentId: string, lang: Lang): Promise<Followed> => {
  const since = new Date(core.clock.now().getTime() - WEEK_MS);
  const [follow, moved, trend] = await Promise.all([
    core.follows.byId(segmentId),
    core.follows.countMoves(segmentId, since),
    trendOf(core, segmentId, lang),
  ]);
  return { follow, moved, ...trend };
};

/** Entries and exits of a segment: begun, ended, and listed. */
export const followRoutes = ({ core }: PortalContext): Router => {
  const router = Router();

  const segmentOf = async (req: Request): Promise<Segment> => {
    const segment = await core.segments.byId(param(req, 'id'));
    if (segment === undefined) throw missing(WORDS.unknown);
    return segment;
  };

  router.post('/segments/:id/follow', needs('segments.edit'), async (req, res) => {
    const { id } = await segmentOf(req);
    const what = textOf(formOf(req), 'do');
    try {
      if (what === 'stop') {
        await core.follows.unfollow(actorOf(res), id);
        flash(req, FOLLOW_WORDS.stopped);
      } else if (what === 'compare') {
        flash(req, (await core.follows.compare(id)) ? FOLLOW_WORDS.comparedNow : FOLLOW_WORDS.underWay);
      } else {
        await core.follows.follow(actorOf(res), id);
        flash(req, FOLLOW_WORDS.followed);
      }
    } catch (error) {
      if (!isDomainError(error) || error.kind !== 'conflict') throw error;
      flash(req, error.text, 'danger');
    }
    res.redirect(303, `/segments/${id}`);
  });

  router.get('/segments/:id/moves', needs('contacts.view'), async (req, res) => {
    const segment = await segmentOf(req);
    const way = MOVES.find((each) => each === queryText(req, 'way')) ?? 'entered';
    const skip = Math.max(0, Number.parseInt(queryText(req, 'after', 9), 10) || 0);
    const since = new Date(core.clock.now().getTime() - WEEK_MS);
    const found = await core.follows.moves(segment.id, { way, since, skip, limit: PAGE + 1 });
    const moves = found.slice(0, PAGE);
    const contacts = await core.contacts.byIds(moves.map(({ contactId }) => contactId));
    render(
      res,
      <MovesPage
        segment={segment}
        way={way}
        moves={moves}
        contacts={new Map(contacts.map((contact) => [contact.id, contact]))}
        next={found.length > PAGE ? String(skip + PAGE) : null}
      />,
    );
  });

  return router;
};
