import { z } from 'zod';
import { isTimeZone } from './common/time-zone.ts';

/** Where one machine runs alone: embedded or local database, every listener on loopback, sample workspace. */
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

const whole = (least: number, most: number) => {
  const error = `a whole number from ${least} to ${most}`;
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};
const port = (fallback: number) => whole(0, 65_535).default(fallback);
/** `expected` is said of what is empty or all blanks. */
const words = (expected: string) => z.string().trim().min(1, expected);
const optional = z
  .string()
  .trim()
  .optional()
  .transform((value) => (value === undefined || value === '' ? undefined : value));
const url = z.url({ protocol: /^https?$/, error: 'an address that begins with https:// or http://' });
const httpUrl = url.transform((value) => value.replace(/\/+$/, ''));

const domain = z
  .string()
  .trim()
  .regex(/^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/i, 'a domain such as mail.example.com');

/** `gmail.com=1200, naver.com=600`: recipients in a minute, by the domain of their addresses. */
const domainRates = z
  .string()
  .default('')
  .transform((value, context) => {
    const rates: Record<string, number> = {};
    for (const part of value.split(',').map((one) => one.trim())) {
      if (part === '') continue;
      const [, domain, rate] = /^([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+)\s*=\s*([1-9]\d{0,6})$/i.exec(part) ?? [];
      if (domain === undefined) {
        context.addIssue({
          code: 'custom',
          message: 'domains with a rate each, such as gmail.com=1200, naver.com=600',
        });
        return z.NEVER;
      }
      rates[domain.toLowerCase()] = Number(rate);
    }
    return rates;
  });

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const environment = z.object({
  MONGODB_URI: z
    .string('an address that begins with mongodb:// or mongodb+srv://')
    .trim()
    .regex(/^mongodb(\+srv)?:\/\//, 'an address that begins with mongodb:// or mongodb+srv://'),
  TANDEM_DATABASE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,38}$/, 'letters, digits, _ and - (at most 38)')
    .default('tandem'),
  TANDEM_SECRET: z.string('at least 32 characters').min(32, 'at least 32 characters'),
  TANDEM_LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`).default('info'),
  TANDEM_TIME_ZONE: z.string().default('Asia/Seoul').refine(isTimeZone, 'an IANA time zone such as Asia/Seoul'),
  TANDEM_ORGANISATION: words('the name of who sends').default('Tandem sample'),
  TANDEM_POSTAL_ADDRESS: words('the postal address of who sends').default('1 Sample Street, Seoul 04524'),
  PORTAL_HOST: z.string().default('127.0.0.1'),
  PORTAL_PORT: port(3000),
  PORTAL_URL: httpUrl.optional(),
  PORTAL_PROXIES: whole(1, 5).default(1),
  BOT_HOST: z.string().default('127.0.0.1'),
  BOT_PORT: port(3978),
  SLACK_SIGNING_SECRET: optional,
  SLACK_BOT_TOKEN: optional,
  SLACK_APP_TOKEN: optional,
  SLACK_API_URL: url.default('https://slack.com/api/'),
  TEAMS_APP_ID: optional,
  TEAMS_APP_PASSWORD: optional,
  TEAMS_TENANT_ID: optional,
  TEAMS_OPENID_METADATA_URL: httpUrl.optional(),
  TEAMS_TOKEN_URL: httpUrl.optional(),
  MAILGUN_API_KEY: optional,
  MAILGUN_DOMAIN: optional,
  MAILGUN_URL: httpUrl.default('https://api.mailgun.net'),
  MAILGUN_WEBHOOK_SIGNING_KEY: optional,
  MAIL_FROM_DOMAIN: domain.default('mail.example.test'),
  SEND_BATCH_SIZE: whole(1, 1000).default(1_000),
  SEND_CONCURRENCY: whole(1, 16).default(8),
  SEND_RATE_PER_MINUTE: whole(1, 10_000_000).optional(),
  SEND_DOMAIN_RATES: domainRates,
  SEND_LEASE_SECONDS: whole(90, 3_600).default(180),
  SEND_EVIDENCE_MINUTES: whole(35, 1_440).default(35),
});

type Environment = z.infer<typeof environment>;

export interface Config {
  readonly database: { readonly uri: string; readonly name: string };
  readonly secret: string;
  readonly logLevel: Environment['TANDEM_LOG_LEVEL'];
  readonly workspace: { readonly timeZone: string; readonly organisation: string; readonly postalAddress: string };
  /** `url` has no trailing slash; links in mail and chat start with it. */
  readonly portal: {
    readonly host: string;
    readonly port: number;
    readonly url: string;
    /** How many proxies stand before it where `url` is https: each adds the address that it was asked from. */
    readonly proxies: number;
  };
  readonly bot: { readonly host: string; readonly port: number };
  /** Absent: the Slack side is off. With `appToken` Slack speaks by Socket Mode, else by signed HTTP. */
  readonly slack:
    | { readonly signingSecret: string; readonly botToken: string; readonly appToken?: string; readonly apiUrl: string }
    | undefined;
  /**
   * `appId` is absent only in local mode, where the Bot Framework endpoint takes unsigned requests from loopback
   * (the Agents Playground). `openIdMetadataUrl` and `tokenUrl` replace Microsoft's for a sovereign cloud or a stand-in.
   */
  readonly teams: {
    readonly appId?: string;
    readonly appPassword?: string;
    readonly tenantId?: string;
    readonly openIdMetadataUrl?: string;
    readonly tokenUrl?: string;
  };
  /** `outbox` captures mail instead of sending it. */
  readonly mail:
    | { readonly kind: 'outbox'; readonly fromDomain: string }
    | {
        readonly kind: 'mailgun';
        readonly fromDomain: string;
        readonly apiKey: string;
        readonly domain: string;
        readonly url: string;
        readonly webhookSigningKey: string;
      };
  readonly sending: {
    readonly batchSize: number;
    readonly concurrency: number;
    /** Recipients in a minute: of all processes together, and of a domain. */
    readonly rates: { readonly perMinute: number | null; readonly domains: Readonly<Record<string, number>> };
    readonly timing: { readonly leaseMs: number; readonly evidenceDelayMs: number };
  };
  /** True where every listener is on loopback. */
  readonly local: boolean;
}

/** One variable that is missing or wrong. `found` is masked where the variable holds a secret. */
export interface ConfigIssue {
  readonly variable: string;
  readonly found: string;
  readonly expected: string;
}

/** Thrown by `readConfig`; its message has one line for each variable. */
export class ConfigError extends Error {
  readonly issues: readonly ConfigIssue[];
  constructor(issues: readonly ConfigIssue[]) {
    super(issues.map((i) => `${i.variable}: found ${i.found}; expected ${i.expected}`).join('\n'));
    this.name = 'ConfigError';
    this.issues = issues;
  }
}

const SECRET = /SECRET|TOKEN|PASSWORD|KEY|URI/;

const shown = (variable: string, value: string | undefined): string => {
  if (value === undefined || value === '') return 'nothing';
  return SECRET.test(variable) ? `a value of ${value.length} characters` : `"${value.slice(0, 80)}"`;
};

/**
 * Turns environment variables into typed configuration.
 * @throws ConfigError naming every variable that is missing or wrong.
 */
export const readConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const parsed = environment.safeParse(
    Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== '')),
  );
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => {
        const variable = String(issue.path[0] ?? 'environment');
        return { variable, found: shown(variable, env[variable]), expected: issue.message };
      }),
    );
  }
  const e = parsed.data;
  const issues: ConfigIssue[] = [];
  const need = (variable: keyof Environment, expected: string): void => {
    if (e[variable] === undefined) issues.push({ variable, found: shown(variable, env[variable]), expected });
  };
  const local = LOOPBACK.has(e.PORTAL_HOST) && LOOPBACK.has(e.BOT_HOST);

  if (e.SLACK_BOT_TOKEN !== undefined || e.SLACK_SIGNING_SECRET !== undefined || e.SLACK_APP_TOKEN !== undefined) {
    need('SLACK_BOT_TOKEN', 'the bot token (xoxb-…) that belongs to the other Slack variables');
    if (e.SLACK_APP_TOKEN === undefined) need('SLACK_SIGNING_SECRET', 'the signing secret of the Slack app');
  }
  if (e.MAILGUN_API_KEY !== undefined || e.MAILGUN_DOMAIN !== undefined) {
    need('MAILGUN_API_KEY', 'the Mailgun API key that belongs to MAILGUN_DOMAIN');
    need('MAILGUN_DOMAIN', 'the Mailgun sending domain that belongs to MAILGUN_API_KEY');
    need('MAILGUN_WEBHOOK_SIGNING_KEY', 'the HTTP webhook signing key of the Mailgun account');
  }
  if (e.TEAMS_APP_ID !== undefined) need('TEAMS_APP_PASSWORD', 'the client secret that belongs to TEAMS_APP_ID');
  if (!local) {
    need('PORTAL_URL', 'the public address of the portal, because it listens beyond loopback');
    need('TEAMS_APP_ID', 'the Teams application id: without it anybody could speak to the bot beyond loopback');
    need('SLACK_BOT_TOKEN', 'the Slack bot token, because the bot listens beyond loopback');
    need('MAILGUN_API_KEY', 'the Mailgun API key, because the portal listens beyond loopback');
  }
  if (issues.length > 0) throw new ConfigError(issues);

  const defined = <T extends object>(value: T) =>
    Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
      [K in keyof T]: Exclude<T[K], undefined>;
    };

  return {
    database: { uri: e.MONGODB_URI, name: e.TANDEM_DATABASE },
    secret: e.TANDEM_SECRET,
    logLevel: e.TANDEM_LOG_LEVEL,
    workspace: {
      timeZone: e.TANDEM_TIME_ZONE,
      organisation: e.TANDEM_ORGANISATION,
      postalAddress: e.TANDEM_POSTAL_ADDRESS,
    },
    portal: {
      host: e.PORTAL_HOST,
      port: e.PORTAL_PORT,
      url: e.PORTAL_URL ?? `http://localhost:${e.PORTAL_PORT}`,
      proxies: e.PORTAL_PROXIES,
    },
    bot: { host: e.BOT_HOST, port: e.BOT_PORT },
    slack:
      e.SLACK_BOT_TOKEN === undefined
        ? undefined
        : {
            signingSecret: e.SLACK_SIGNING_SECRET ?? '',
            botToken: e.SLACK_BOT_TOKEN,
            ...(e.SLACK_APP_TOKEN === undefined ? {} : { appToken: e.SLACK_APP_TOKEN }),
            apiUrl: e.SLACK_API_URL,
          },
    teams: defined({
      appId: e.TEAMS_APP_ID,
      appPassword: e.TEAMS_APP_PASSWORD,
      tenantId: e.TEAMS_TENANT_ID,
      openIdMetadataUrl: e.TEAMS_OPENID_METADATA_URL,
      tokenUrl: e.TEAMS_TOKEN_URL,
    }),
    mail:
      e.MAILGUN_API_KEY === undefined || e.MAILGUN_DOMAIN === undefined
        ? { kind: 'outbox', fromDomain: e.MAIL_FROM_DOMAIN }
        : {
            kind: 'mailgun',
            fromDomain: e.MAILGUN_DOMAIN,
            apiKey: e.MAILGUN_API_KEY,
            domain: e.MAILGUN_DOMAIN,
            url: e.MAILGUN_URL,
            webhookSigningKey: e.MAILGUN_WEBHOOK_SIGNING_KEY ?? '',
          },
    sending: {
      batchSize: e.SEND_BATCH_SIZE,
      concurrency: e.SEND_CONCURRENCY,
      rates: { perMinute: e.SEND_RATE_PER_MINUTE ?? null, domains: e.SEND_DOMAIN_RATES },
      timing: { leaseMs: e.SEND_LEASE_SECONDS * 1_000, evidenceDelayMs: e.SEND_EVIDENCE_MINUTES * 60_000 },
    },
    local,
  };
};
