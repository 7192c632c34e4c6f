import type { Response } from 'express';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { can, type OpenReviews, type ShownFieldRequest } from '../../core/index.ts';
import { type PortalContext, viewerOf } from './context.ts';

/** What a whole page shows around its content. */
export interface Frame {
  /** Why nothing is sent at present; undefined where no freeze holds. */
  readonly freeze: string | undefined;
  /** Reviews that wait for the reader's key, and field requests that wait for their decision. */
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
  fields?: Promise<readonly ShownFieldRequest[]>;
}

/** The open reviews as they stand when a page asks first: read once for its content and the frame around it. */
export const reviewsOf = ({ core }: PortalContext, res: Response): Promise<OpenReviews> => {
  const locals = res.locals as Locals;
  locals.reviews ??= core.approvals.openReviews();
  return locals.reviews;
};

/** Field requests that wait for the reader, who asked for none of them; read once, as the reviews are. */
export const fieldsToDecide = ({ core }: PortalContext, res: Response): Promise<readonly ShownFieldRequest[]> => {
  const locals = res.locals as Locals;
  const { staff } = viewerOf(res);
  if (staff === undefined || !can(staff, 'fields.grant')) return Promise.resolve([]);
  locals.fields ??= core.fields
    .list()
    .then((all) => all.filter(({ state, askedBy }) => state === 'asked' && askedBy !== staff.id));
  return locals.fields;
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
    const [frozen, count, fields] = await Promise.all([core.freezes.active(), waiting(), fieldsToDecide(ctx, res)]);
    return { freeze: frozen?.reason, waiting: count + fields.length };
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
