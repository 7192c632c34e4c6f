import type { Request, Response } from 'express';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import {
  type Actor,
  type Core,
  type Lang,
  type LocalText,
  type Logger,
  type Staff,
  staffActor,
} from '../../core/index.ts';
import { say, type TextValues } from '../words/text.ts';

/** What every subject's routes are given. */
export interface PortalContext {
  readonly core: Core;
  readonly logger: Logger;
  /** Opens `/setup/TOKEN` while there is no staff; absent once there is. */
  readonly setupToken?: string | undefined;
}

export type Tone = 'info' | 'good' | 'warning' | 'danger';

export interface Flash {
  readonly text: LocalText;
  readonly tone: Tone;
  /** The part of the next page that shows it, by its id; the top of that page without. */
  readonly place?: string | undefined;
}

/** Who is reading, and how: made for each request, read by components through `useViewer`. */
export interface Viewer {
  readonly lang: Lang;
  /** IANA name. */
  readonly zone: string;
  readonly staff: Staff | undefined;
  /** Empty where there is no session (public pages). */
  readonly csrfToken: string;
  /** Path and query of the present page. */
  readonly path: string;
  /** True where mail is captured instead of delivered. */
  readonly capturing: boolean;
  readonly organisation: string;
  /** A message from the request before this one for this place of the page; gone once taken. */
  takeFlash(place?: string): Flash | undefined;
}

const ViewerContext = createContext<Viewer | undefined>(undefined);
export const ViewerProvider = ViewerContext.Provider;

/** The reader, inside a component that `render` renders. */
export const useViewer = (): Viewer => {
  const viewer = useContext(ViewerContext);
  if (viewer === undefined) throw new Error('a component was rendered without render()');
  return viewer;
};

/** Gives `t(text, values)` in the reader's language. */
export const useText = (): ((text: LocalText, values?: TextValues) => string) => {
  const { lang } = useViewer();
  return (text, values) => say(text, lang, values);
};

/** The reader, in a route. */
export const viewerOf = (res: Response): Viewer => res.locals.viewer as Viewer;

/** The signed-in member of staff; only behind `signedIn` or `needs`. */
export const staffOf = (res: Response): Staff => {
  const { staff } = viewerOf(res);
  if (staff === undefined) throw new Error('this route needs signedIn or needs(...)');
  return staff;
};

/** The signed-in member of staff as the actor of core's services. */
export const actorOf = (res: Response): Actor => staffActor(staffOf(res), 'portal');

/** Shows `text` once on the next page: at its top, or at the `<Flash place>` that it is meant for. */
export const flash = (req: Request, text: LocalText, tone: Tone = 'good', place?: string): void => {
  req.session.flash = { text, tone, place };
};

/** True where htmx asks for a fragment. */
export const isFragment = (req: Request): boolean =>
  req.get('hx-request') === 'true' && req.get('hx-boosted') !== 'true';
