import type { Response } from 'express';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { can, type OpenReviews } from '../../core/index.ts';
import { type PortalContext, viewerOf } from './context.ts';

/** What a whole page shows around its content. */
export interface Frame {
  /** Why nothing is sent at present; undefined where no freeze holds. */
  readonly freeze: string | undefined;
  /** Reviews that wait for the reader's key. */
  readonly waiting: number;
}

const NO_FRAME: Frame = { freeze: undefined, waiting: 0 };

const FrameContext = createContext<Frame>(NO_FRAME);
export const FrameProvider = FrameContext.Provider;

/** What is shown around the page, inside a component that `render` renders. */
export const useFrame = (): Frame => useContext(FrameContext);

interface Locals {
  frame?: () => Promise<Frame>;
  reviews?: Promise<OpenReviews>;
}

/** The open reviews as they stand when a page asks first: read once for its content and the frame around it. */
export const reviewsOf = ({ core }: PortalContext, res: Response): Promise<OpenReviews> => {
  const locals = res.locals as Locals;
  locals.reviews ??= core.approvals.openReviews();
  return locals.reviews;
};

/**
 * Lets whole pages of this request have a frame. It is read when the page is rendered, whatever the method was and after
 * whatever the request did; parts of pages and redirects never ask for it.
 */
export const frameFor = (ctx: PortalContext, res: Response): void => {
  const { core, logger } = ctx;
  const locals = res.locals as Locals;
  const read = async (): Promise<Frame> => {
    const { staff } = viewerOf(res);
    if (staff === undefined || !can(staff, 'campaigns.view')) return NO_FRAME;
    const waiting = async (): Promise<number> =>
      locals.reviews === undefined
        ? core.approvals.waitingCount(staff.id)
        : (await locals.reviews).inbox(staff.id).mine.length;
    const [frozen, count] = await Promise.all([core.freezes.active(), waiting()]);
    return { freeze: frozen?.reason, waiting: count };
  };
  locals.frame = () =>
    read().catch((error: unknown) => {
      // The page itself is there; the one that says that the database does not answer needs it least.
      logger.error({ err: error }, 'the frame of a page could not be read');
      return NO_FRAME;
    });
};

/** The frame of the page that is about to be rendered; none where `frameFor` was not called (public pages). */
export const frameOf = (res: Response): Promise<Frame> => (res.locals as Locals).frame?.() ?? Promise.resolve(NO_FRAME);
