import { API_SCOPES, type ApiKey } from '../../core/index.ts';
import { type Fields, type FormErrors, textOf, textsOf, useText } from '../http/index.ts';
import { Badge, Banner, Card, Choices, Field, Form, Page, PostButton, Table, When } from '../layout/index.ts';
import { API_KEYS, SCOPE_WORDS } from './api-key-words.ts';
import { WORDS } from './words.ts';

/** Keys of programs. `fresh` is one that was made just now, with the token that is shown this once. */
export const ApiKeysPage = ({
  keys,
  fresh,
  fields = {},
  errors,
}: {
  keys: readonly ApiKey[];
  fresh?: { readonly name: string; readonly token: string } | undefined;
  fields?: Fields;
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  return (
    <Page title={t(API_KEYS.title)} active="settings" back={{ href: '/settings', label: t(WORDS.title) }}>
      <p>
        {t(API_KEYS.lead)} <a href="/api/v1/openapi.json">OpenAPI</a>
      </p>
      {fresh === undefined ? null : (
        <Banner tone="good" role="alert">
          <p>
            <strong>{t(API_KEYS.token, { name: fresh.name })}</strong>
          </p>
          <p>
            <code>{fresh.token}</code>
          </p>
          <p>{t(API_KEYS.once)}</p>
        </Banner>
      )}
      <Table
        caption={t(API_KEYS.title)}
        rows={keys}
        rowKey={({ id }) => id}
        empty={t(API_KEYS.none)}
        columns={[
          { key: 'name', label: t(API_KEYS.program), cell: ({ name }) => <strong>{name}</strong> },
          {
            key: 'may',
            label: t(API_KEYS.may),
            cell: ({ scopes }) => scopes.map((scope) => t(SCOPE_WORDS[scope])).join(', '),
          },
          { key: 'made', label: t(API_KEYS.made), cell: ({ createdAt }) => <When at={createdAt} /> },
          {
            key: 'used',
            label: t(API_KEYS.used),
            cell: ({ usedAt }) => (usedAt === null ? t(API_KEYS.never) : <When at={usedAt} />),
          },
          {
            key: 'revoke',
            label: t(API_KEYS.revoke),
            cell: ({ id, name, revokedAt }) =>
              revokedAt === null ? (
                <PostButton
                  action={`/settings/api-keys/${id}/revoke`}
                  label={
                    <>
                      {t(API_KEYS.revoke)}
                      <span class="visually-hidden">: {name}</span>
                    </>
                  }
                  tone="danger"
                  confirm={API_KEYS.revokeAsk}
                  small
                />
              ) : (
                <Badge tone="neutral">{t(API_KEYS.revoked)}</Badge>
              ),
          },
        ]}
      />
      <Card title={t(API_KEYS.make)}>
        <Form action="/settings/api-keys" errors={errors}>
          <Field
            name="name"
            label={t(API_KEYS.program)}
            value={textOf(fields, 'name')}
            placeholder={t(API_KEYS.programExample)}
            maxLength={100}
            autocomplete="off"
            errors={errors}
          />
          <Choices
            name="scopes"
            type="checkbox"
            label={t(API_KEYS.may)}
            choices={API_SCOPES.map((scope) => ({ value: scope, label: t(SCOPE_WORDS[scope]) }))}
            values={textsOf(fields, 'scopes')}
            errors={errors}
          />
          <button type="submit">{t(API_KEYS.make)}</button>
        </Form>
      </Card>
    </Page>
  );
};
