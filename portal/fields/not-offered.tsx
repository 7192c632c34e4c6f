import type { AttributeDefinition } from '../../core/index.ts';
import { useText } from '../http/index.ts';
import { FIELDS } from './words.ts';

/** Which attributes are left out where they could be chosen, and how to ask for them. */
export const NotOffered = ({
  attributes,
  ungranted,
}: {
  attributes: readonly AttributeDefinition[];
  ungranted: readonly string[];
}) => {
  const t = useText();
  const left = attributes.filter(({ key }) => ungranted.includes(key));
  if (left.length === 0) return null;
  const [first] = left;
  return (
    <p class="muted">
      {t(FIELDS.notOffered)} {left.map(({ label }) => label).join(', ')}.{' '}
      <a href={`/fields?field=${encodeURIComponent(first?.key ?? '')}#ask`}>{t(FIELDS.askHere)}</a>
    </p>
  );
};
