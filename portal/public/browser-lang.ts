import type { Request } from 'express';
import { isLang, type Lang } from '../../core/index.ts';

/** The language that the browser asks for, of ours. */
export const browserLang = (req: Request): Lang => {
  const wanted = req.acceptsLanguages('en', 'ko');
  return isLang(wanted) ? wanted : 'en';
};
