export { type Access, accessOf, needs, signedIn } from './access.ts';
export {
  actorOf,
  type Flash,
  flash,
  isFragment,
  type PortalContext,
  staffOf,
  type Tone,
  useText,
  useViewer,
  type Viewer,
  viewerOf,
} from './context.ts';
export { dayIn, daysIn } from './day-in.ts';
export { missing, tellRetryAfter } from './errors.tsx';
export { besideField, type FormErrors, formErrors, NO_ERRORS } from './form-errors.ts';
export { fieldsToDecide, reviewsOf } from './frame.ts';
export {
  type Fields,
  field,
  fieldsOf,
  formOf,
  invalid,
  param,
  parse,
  parseForm,
  queryText,
  textOf,
  textsOf,
} from './parse.ts';
export { render, renderFragment } from './render.tsx';
export { allowChartStyles, sendMailHtml } from './security.ts';
export { UPLOAD_LIMIT, type Upload, uploadOf } from './uploads.ts';
