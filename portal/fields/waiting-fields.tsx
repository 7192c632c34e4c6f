import type { ShownFieldRequest } from '../../core/index.ts';
import { useText } from '../http/index.ts';
import { Badge, When } from '../layout/index.ts';
import { FIELDS } from './words.ts';

/** Requests that wait for the reader, each with the way to where it is decided; nothing where there is none. */
export const WaitingFields = ({ requests }: { requests: readonly ShownFieldRequest[] }) => {
  const t = useText();
  if (requests.length === 0) return null;
  return (
    <ul class="rows">
      {requests.map(({ id, label, reason, askedAt }) => (
        <li key={id}>
          <div>
            <a href={`/fields#${id}`}>
              <strong>
                {id} · {label}
              </strong>
            </a>
            <div class="muted">
              {reason} · <When at={askedAt} />
            </div>
          </div>
          <span class="actions">
            <Badge tone="warning">{t(FIELDS.one)}</Badge>
            <a href={`/fields#${id}`} class="button small">
              {t(FIELDS.decide)}
              <span class="visually-hidden">: {id}</span>
            </a>
          </span>
        </li>
      ))}
    </ul>
  );
};
