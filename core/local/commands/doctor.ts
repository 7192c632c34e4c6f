import { Resolver } from 'node:dns/promises';
import { z } from 'zod';
import type { Config } from '../../config.ts';
import type { Core } from '../../create-core.ts';
import type { LocalError } from '../local-error.ts';

/** One line of the doctor's answer. `todo` is there where something is wrong. */
export interface Finding {
  readonly state: 'ok' | 'wrong' | 'off';
  readonly about: string;
  readonly detail: string;
  readonly todo?: string;
}

const ok = (about: string, detail: string): Finding => ({ state: 'ok', about, detail });
const off = (about: string, detail: string): Finding => ({ state: 'off', about, detail });
const wrong = (about: string, detail: string, todo: string): Finding => ({ state: 'wrong', about, detail, todo });

const TIMEOUT_MS = 10_000;
const reason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message}${cause}`.slice(0, 200);
};

/** Asks for TXT records: the texts, or undefined where the name server could not be asked. */
export type TxtLookup = (name: string) => Promise<readonly string[] | undefined>;

export const systemTxtLookup = (): TxtLookup => {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  return async (name) => {
    try {
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      return code === 'ENOTFOUND' || code === 'ENODATA' ? [] : undefined;
    }
  };
};

/** Selectors that Mailgun gives to domains, for when its interface does not name them. */
const SELECTORS = ['mailo', 'pic', 'mx', 'smtp', 'k1', 'krs', 'email', 's1'];

/** SPF, DKIM and DMARC of the domain that mail is sent from. */
export const checkDns = async (domain: string, selectors: readonly string[], txt: TxtLookup): Promise<Finding[]> => {
  const unknown = (what: string): Finding =>
    wrong(what, 'the name server could not be asked', 'Check the network and the name server of this machine.');
  const root = await txt(domain);
  const spf = root?.filter((text) => /^v=spf1\b/i.test(text)) ?? [];
  const dkim = await Promise.all(selectors.map((selector) => txt(`${selector}._domainkey.${domain}`)));
  const keys = dkim.flatMap((texts) => texts ?? []).filter((text) => /\bp=[A-Za-z0-9+/]{20,}/.test(text));
  const parent = domain.split('.').slice(-2).join('.');
  const own = await txt(`_dmarc.${domain}`);
  const dmarc = [...(own ?? []), ...(own?.length ? [] : ((await txt(`_dmarc.${parent}`)) ?? []))].filter((text) =>
    /^v=DMARC1\b/i.test(text),
  );
  return [
    root === undefined
      ? unknown('SPF')
      : spf.length === 1
        ? ok('SPF', spf[0] ?? '')
        : spf.length > 1
          ? wrong('SPF', `${domain} has ${spf.length} SPF records`, 'Join them into one: several count as none.')
          : wrong('SPF', `${domain} has none`, `Add a TXT record to ${domain}: v=spf1 include:mailgun.org ~all`),
    dkim.every((texts) => texts === undefined)
      ? unknown('DKIM')
      : keys.length > 0
        ? ok('DKIM', `${keys.length} key(s)`)
        : wrong(
            'DKIM',
            `no key under ${selectors.map((selector) => `${selector}._domainkey`).join(', ')}`,
            `Add the DKIM record that Mailgun shows for ${domain} (Sending, Domain settings, DNS records).`,
          ),
    own === undefined
      ? unknown('DMARC')
      : dmarc.length > 0
        ? ok('DMARC', dmarc[0] ?? '')
        : wrong('DMARC', `${domain} has none`, `Add a TXT record to _dmarc.${parent}: v=DMARC1; p=none; rua=mailto:…`),
  ];
};

const mailgunDomain = z.object({ sending_dns_records: z.array(z.object({ name: z.string() })).default([]) });

/** The DKIM selectors that Mailgun names for the domain. */
const selectorsFrom = async (mail: Extract<Config['mail'], { kind: 'mailgun' }>): Promise<readonly string[]> => {
  try {
    const response = await fetch(`${mail.url}/v4/domains/${encodeURIComponent(mail.domain)}`, {
      headers: { authorization: `Basic ${Buffer.from(`api:${mail.apiKey}`).toString('base64')}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    });
    const records = mailgunDomain.parse(await response.json()).sending_dns_records;
    const named = records.flatMap(({ name }) => /^([^.]+)\._domainkey\./.exec(name)?.[1] ?? []);
    return named.length > 0 ? named : SELECTORS;
  } catch {
    return SELECTORS;
  }
};

const slackAnswer = z.object({ ok: z.boolean(), error: z.string().optional(), team: z.string().optional() });

const checkSlack = async (slack: Config['slack']): Promise<Finding> => {
  if (slack === undefined) return off('Slack', 'SLACK_BOT_TOKEN is not set');
  const todo = 'Copy the bot token (xoxb-…) of the installed app into SLACK_BOT_TOKEN (OAuth & Permissions).';
  try {
    const response = await fetch(new URL('auth.test', slack.apiUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer = slackAnswer.parse(await response.json());
    return answer.ok
      ? ok('Slack', `signed in to ${answer.team ?? 'the workspace'}`)
      : wrong('Slack', `auth.test answers ${answer.error ?? 'no'}`, todo);
  } catch (error) {
    return wrong('Slack', `${slack.apiUrl} cannot be asked (${reason(error)})`, 'Check the network and SLACK_API_URL.');
  }
};

const tokenAnswer = z.object({ access_token: z.string().optional(), error: z.string().optional() });

const checkTeams = async (teams: Config['teams']): Promise<Finding> => {
  if (teams.appId === undefined)
    return off('Teams', 'TEAMS_APP_ID is not set; only the Agents Playground can speak to it');
  const tenant = teams.tenantId ?? 'botframework.com';
  const url = teams.tokenUrl ?? `https://login.microsoftonline.com/${encodeURIComponent(tenant)}/oauth2/v2.0/token`;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: teams.appId,
        client_secret: teams.appPassword ?? '',
        scope: 'https://api.botframework.com/.default',
      }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer = tokenAnswer.parse(await response.json());
    return answer.access_token === undefined
      ? wrong(
          'Teams',
          `no token (${answer.error ?? response.status})`,
          'Check TEAMS_APP_ID, TEAMS_TENANT_ID, and make a new client secret for TEAMS_APP_PASSWORD if it has run out.',
        )
      : ok('Teams', 'a token was given for the application');
  } catch (error) {
    return wrong(
      'Teams',
      `${new URL(url).origin} cannot be asked (${reason(error)})`,
      'Check the network and TEAMS_TOKEN_URL.',
    );
  }
};

const checkMail = async (core: Core, txt: TxtLookup): Promise<Finding[]> => {
  const { mail } = core.config;
  if (mail.kind === 'outbox') {
    return [
      off('Mailgun', 'MAILGUN_API_KEY is not set; mail is captured in the outbox and never sent'),
      off('DNS', `nothing is sent from ${mail.fromDomain}`),
    ];
  }
  const check = await core.provider.check();
  const mailgun = check.ok
    ? ok('Mailgun', check.detail)
    : wrong(
        'Mailgun',
        check.detail,
        'Check MAILGUN_API_KEY, MAILGUN_DOMAIN and MAILGUN_URL (https://api.eu.mailgun.net for accounts in the EU).',
      );
  return [mailgun, ...(await checkDns(mail.domain, await selectorsFrom(mail), txt))];
};

/** Everything that a workspace needs from outside, asked now. The configuration and the database were read to get here. */
export const examine = async (core: Core, databaseText: string, txt: TxtLookup): Promise<Finding[]> => {
  const time = await core.serverTime();
  const drift = Math.abs(time.getTime() - Date.now());
  const database =
    drift > 60_000
      ? wrong(
          'Database',
          `its clock is ${Math.round(drift / 1000)} s away from this machine's`,
          'Set both clocks by NTP.',
        )
      : ok('Database', databaseText);
  return [
    ok('Configuration', 'every variable is well-formed'),
    database,
    ...(await checkMail(core, txt)),
    await checkSlack(core.config.slack),
    await checkTeams(core.config.teams),
  ];
};

/** Configuration or database stand in the way of every other question; the message holds the way out. */
export const notReached = ({ message, exitCode }: LocalError): Finding => {
  const [first = '', ...rest] = message.split('\n');
  return wrong(exitCode === 2 ? 'Configuration' : 'Database', first, rest.join('\n') || 'See .env.example.');
};

/** `ok  Slack  signed in …`, and for what is wrong a second line that says what to do. */
export const findingLines = ({ state, about, detail, todo }: Finding): string[] => [
  `${{ ok: 'ok   ', wrong: 'WRONG', off: 'off  ' }[state]}  ${about.padEnd(14)} ${detail}`,
  ...(todo === undefined ? [] : [`${' '.repeat(22)}→ ${todo}`]),
];
