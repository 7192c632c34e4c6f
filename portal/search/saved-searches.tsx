import { type CampaignChannel, can, type SavedSearch } from '../../core/index.ts';
import { type FormErrors, useText, useViewer } from '../http/index.ts';
import { Badge, Card, Form, PostButton, Select } from '../layout/index.ts';
import { SAVED_PAUSE_WORDS, SEARCH } from './words.ts';

/** A channel that something can be posted to. */
export interface KnownChannel {
  readonly key: string;
  readonly name: string;
  readonly ref: SavedSearch['ref'];
  readonly lang: SavedSearch['lang'];
}

const keyOf = ({ platform, workspaceId, channelId }: SavedSearch['ref']): string =>
  [platform, workspaceId, channelId].join(' ');

/** The channels that Tandem speaks in, and those that a search is saved for; each once. Pure. */
export const knownChannels = (
  channels: readonly CampaignChannel[],
  saved: readonly SavedSearch[],
): readonly KnownChannel[] => {
  const all: KnownChannel[] = [
    ...channels.map(({ platform, workspaceId, channelId, serviceUrl, name, lang }) => ({
      key: keyOf({ platform, workspaceId, channelId }),
      name: `${name} (${platform === 'slack' ? 'Slack' : 'Teams'})`,
      ref: { platform, workspaceId, channelId, ...(serviceUrl === undefined ? {} : { serviceUrl }) },
      lang,
    })),
    ...saved.map(({ ref, channelName, lang }) => ({ key: keyOf(ref), name: channelName, ref, lang })),
  ];
  return [...new Map(all.reverse().map((each) => [each.key, each])).values()].reverse();
};

/** What is saved, with its steps for whoever may take them, and a way to save what was searched. */
export const SavedSearches = ({
  query,
  saved,
  channels,
  errors,
}: {
  query: string;
  saved: readonly SavedSearch[];
  channels: readonly KnownChannel[];
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const mayChange = ({ ownerId }: SavedSearch): boolean =>
    staff !== undefined && (staff.id === ownerId || can(staff, 'channels.manage'));
  return (
    <Card title={t(SEARCH.saved)} id="saved">
      <p class="muted">{t(SEARCH.savedLead)}</p>
      {query === '' ? null : channels.length === 0 ? (
        <p class="muted">{t(SEARCH.noChannels)}</p>
      ) : (
        <Form action="/search/saved" errors={errors}>
          <input type="hidden" name="query" value={query} />
          <Select
            name="channel"
            label={t(SEARCH.channel)}
            value={channels[0]?.key ?? ''}
            choices={channels.map(({ key, name }) => ({ value: key, label: name }))}
            errors={errors}
          />
          <button type="submit" class="secondary">
            {t(SEARCH.save)}
          </button>
        </Form>
      )}
      {saved.length === 0 ? (
        <p class="muted">{t(SEARCH.savedNone)}</p>
      ) : (
        <ul class="rows">
          {saved.map((each) => (
            <li key={each.id}>
              <div>
                <a href={`/search?q=${encodeURIComponent(each.query)}`}>
                  <strong>{each.query}</strong>
                </a>{' '}
                <span class="muted">{each.channelName}</span>{' '}
                <Badge tone={each.paused === null ? 'good' : 'warning'}>
                  {t(each.paused === null ? SEARCH.active : SEARCH.pausedMark)}
                </Badge>
                {each.paused === null ? null : <p class="muted">{t(SAVED_PAUSE_WORDS[each.paused])}</p>}
              </div>
              {mayChange(each) ? (
                <span class="actions">
                  {(each.paused === null ? (['pause', 'remove'] as const) : (['resume', 'remove'] as const)).map(
                    (verb) => (
                      <PostButton
                        key={verb}
                        action={`/search/saved/${each.id}/${verb}`}
                        label={
                          <>
                            {t(SEARCH[verb])}
                            <span class="visually-hidden">: {each.query}</span>
                          </>
                        }
                        tone="quiet"
                        small
                      />
                    ),
                  )}
                </span>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
};
