export { Badge, type BadgeTone } from './badge.tsx';
export { Banner } from './banner.tsx';
export { Card, Facts } from './card.tsx';
export { Figure, Figures, Linked } from './figure.tsx';
export { Flash } from './flash.tsx';
export {
  Checkbox,
  type Choice,
  Choices,
  CsrfField,
  describedBy,
  Field,
  FieldErrors,
  Form,
  FormProblems,
  PostButton,
  Select,
  TextArea,
} from './form.tsx';
export { type NavKey, Page } from './page.tsx';
export { Pager, withQuery } from './pager.tsx';
export { StateBadge } from './state-badge.tsx';
export { Address, type Column, Table } from './table.tsx';
export { Num, When } from './time.tsx';
