import { setTimeout as delay } from 'node:timers/promises';
import type { Core } from '../../create-core.ts';
import { staffActor } from '../../people/people-service.ts';
import type { Staff } from '../../people/staff.ts';
import { keepChildRunning } from '../child-service.ts';
import { createClosing } from '../closing.ts';
import { openCore } from '../commands/session.ts';
import { freePort } from '../free-port.ts';
import { openLocalDatabase } from '../local-database.ts';
import { LocalError } from '../local-error.ts';
import { localSecret } from '../local-secret.ts';
import { PROGRAMS } from '../places.ts';
import { randomPassword } from '../random-password.ts';
import { SAMPLE, SAMPLE_STAFF } from '../sample/sample-staff.ts';
import { startMailgunStandIn } from '../stand-ins/mailgun-stand-in.ts';
import { type DemoChat, playgroundChat, slackChat, teamsChat } from './demo-chat.ts';
import { type DemoAudience, type DemoFile, demoAudience, demoMapping, fileAt, madeUpFile } from './demo-file.ts';
import { liveThrough } from './demo-recipients.ts';
import { type DemoReport, disagreements, readReport } from './demo-report.ts';

export interface DemoOptions {
  /** CSV or TSV; without one the demonstration makes its own. */
  readonly file: string | undefined;
  readonly playground: boolean;
  /** Data folder of its own: a second run finds what the first one imported. */
  readonly home: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** One line of what happens. */
  readonly say: (line: string) => void;
  /** What the processes say. */
  readonly log: (line: string) => void;
}

const SEND_MS = 300_000;
/** What belongs to somebody's real accounts and processes has no place in a demonstration. */
const FOREIGN = /^(SLACK|TEAMS|MAILGUN|MAIL|PORTAL|BOT|TANDEM|SEND)_/;

const demoStaff = async (core: Core) => {
  const person = async (key: 'marketer' | 'marketingReviewer' | 'itReviewer'): Promise<Staff> => {
    const { email, name, roles } = SAMPLE_STAFF[key];
    const known = await core.people.byEmail(email);
    return known ?? core.people.addStaff(SAMPLE, { email, name, roles, lang: 'en', password: randomPassword() });
  };
  return {
    marketer: await person('marketer'),
    marketingReviewer: await person('marketingReviewer'),
    itReviewer: await person('itReviewer'),
  };
};

const importFile = async (core: Core, marketer: Staff, file: DemoFile) => {
  const actor = staffActor(marketer, 'cli');
  const before = await core.contacts.count();
  const mapping = demoMapping(await core.contacts.previewImport(file.head, file.name), file.name);
  const queued = await core.contacts.queueImport(actor, { fileName: file.name, content: file.content(), mapping });
  const report = await core.contacts.runImport(queued.id);
  if (report.phase !== 'done') {
    // What is wrong with a file stays wrong; what can be done again failed on the way.
    const code = report.failure === null || report.failure.retrySafe ? 1 : 2;
    throw new LocalError(report.failure?.en ?? `${file.name} could not be imported (${report.phase}).`, code);
  }
  const after = await core.contacts.count();
  const taken = report.created + report.updated + report.unchanged;
  return { imported: after - before, refused: report.refused, rows: report.rows, earlier: Math.max(0, after - taken) };
};

const segmentFor = async (core: Core, marketer: Staff, { name, rule }: DemoAudience) => {
  const actor = staffActor(marketer, 'cli');
  const known = (await core.segments.list()).find((segment) => segment.name === name);
  if (known === undefined) return core.segments.create(actor, { name, rule });
  if (JSON.stringify(known.rule) === JSON.stringify(rule)) return known;
  return core.segments.update(actor, known.id, { name, rule, version: known.version });
};

const campaignFor = (core: Core, marketer: Staff, audience: DemoAudience, segmentId: string) => {
  const merge =
    audience.greeting === undefined ? 'reader' : `{{ contact.${audience.greeting.key} | default: "reader" }}`;
  return core.campaigns.create(staffActor(marketer, 'cli'), {
    name: `Demonstration of ${core.clock.now().toISOString().slice(0, 16).replace('T', ' ')}`,
    brief: { goal: 'Show the main job from end to end.', kpi: 'clicked', kpiTarget: 5, budget: 0, currency: 'EUR' },
    content: {
      fromName: 'Tandem demonstration',
      fromLocalPart: 'news',
      replyTo: 'reply@example.test',
      subject: `An evening for you, dear ${merge}`,
      preheader: 'Two hours, one guide, twelve people.',
      lang: 'en',
      body: {
        kind: 'blocks',
        blocks: [
          { kind: 'heading', level: 1, text: 'After closing time' },
          {
            kind: 'text',
            text: `Hello dear ${merge},\n\nnext week we open **after closing time**: two hours, one guide.`,
          },
          { kind: 'button', label: 'Choose an evening', href: 'https://www.example.com/evenings' },
          {
            kind: 'columns',
            left: '**How**\n\nBring a friend. [Dates](https://www.example.com/dates)',
            right: '**Good to know**\n\nFree of charge. [Questions](https://www.example.com/questions)',
          },
        ],
      },
    },
    audience: { segmentId },
    // Without a time the send starts as soon as both keys are given: the alarm clock of the bot does it.
    schedule: { localTime: null, zone: 'UTC' },
  });
};

const sent = async (core: Core, campaignId: string): Promise<void> => {
  const until = Date.now() + SEND_MS;
  for (;;) {
    const campaign = await core.campaigns.byId(campaignId);
    if (campaign?.state === 'sent') return;
    if (campaign?.state === 'failed' || campaign?.state === 'held') {
      throw new LocalError(`${campaignId} is ${campaign.state}: ${campaign.reason?.en ?? 'no reason given'}`);
    }
    if (Date.now() > until) throw new LocalError(`${campaignId} was not sent in time: it is ${campaign?.state}.`);
    await delay(100);
  }
};

/**
 * The main job from end to end on a database and on processes of its own: import, segment, two keys in chat, scheduled
 * send through mailgun.js, tracking, closed sum. Everything passes the edges as in production.
 * @throws LocalError naming what failed, or where stores and the provider's log disagree
 */
export const runDemo = async (options: DemoOptions, signal: AbortSignal): Promise<DemoReport> => {
  const closing = createClosing(options.log);
  let fail: (error: LocalError) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  signal.addEventListener('abort', () => fail(new LocalError('The demonstration was interrupted.')));
  // Whether anybody waits for it or not.
  failed.catch(() => undefined);
  try {
    return await Promise.race([failed, play(options, closing, fail)]);
  } finally {
    await closing.run();
  }
};

const play = async (
  { file, playground, home, env: given, say, log }: DemoOptions,
  closing: ReturnType<typeof createClosing>,
  hopeless: (error: LocalError) => void,
): Promise<DemoReport> => {
  const source = file === undefined ? madeUpFile() : await fileAt(file);
  const database = await openLocalDatabase({
    home,
    programs: PROGRAMS,
    env: given,
    say: log,
    lost: hopeless,
    share: false,
  });
  closing.add('the database', () => database.close());
  const mailgun = await startMailgunStandIn();
  closing.add('the Mailgun stand-in', () => mailgun.close());
  const slack = await slackChat();
  closing.add('Slack', () => slack.close());
  const teams = await (playground ? playgroundChat() : teamsChat());
  closing.add('Teams', () => teams.close());
  const chats: readonly DemoChat[] = [slack, teams];

  const portalUrl = `http://127.0.0.1:${await freePort()}`;
  const botUrl = `http://127.0.0.1:${await freePort()}`;
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(Object.entries(given).filter(([name]) => !FOREIGN.test(name))),
    MONGODB_URI: database.uri,
    TANDEM_DATABASE: 'tandem_demo',
    TANDEM_SECRET: await localSecret(home, undefined),
    TANDEM_LOG_LEVEL: given.TANDEM_LOG_LEVEL || 'error',
    TANDEM_ORGANISATION: 'Tandem demonstration',
    PORTAL_PORT: new URL(portalUrl).port,
    PORTAL_URL: portalUrl,
    BOT_PORT: new URL(botUrl).port,
    MAILGUN_API_KEY: mailgun.apiKey,
    MAILGUN_DOMAIN: mailgun.domain,
    MAILGUN_URL: mailgun.url,
    MAILGUN_WEBHOOK_SIGNING_KEY: mailgun.signingKey,
    ...slack.env,
    ...teams.env,
  };
  const core = await openCore(env, 'demo');
  closing.add('the connection to the database', () => core.close());
  const staff = await demoStaff(core);

  for (const [name, script, url] of [
    ['portal', 'portal/main.ts', portalUrl],
    ['bot', 'bot/main.ts', botUrl],
  ] as const) {
    const child = await keepChildRunning({ name, script, env, healthUrl: `${url}/healthz`, say: log, hopeless });
    closing.add(`the ${name}`, child.stop);
  }
  say(`Portal and bot run as processes, on ${database.description}.`);
  for (const chat of chats) await chat.connect(botUrl);
  await slack.seat(core, staff.marketingReviewer);
  await teams.seat(core, staff.itReviewer);
  for (const chat of chats) await chat.chooseChannel();

  const { rows, earlier, ...counts } = await importFile(core, staff.marketer, source);
  say(`Imported ${source.name}: ${rows} rows, ${counts.imported} new contacts, ${counts.refused} refused.`);
  const audience = await demoAudience(core.contacts, source.name);
  const segment = await segmentFor(core, staff.marketer, audience);
  const { matching, eligible } = await core.segments.count(segment.rule);
  if (earlier > 0) {
    say(
      `${earlier} contacts of other files are in ${home} already, and the segment looks at them too. For this file alone name another folder with --data.`,
    );
  }
  say(`Segment "${segment.name}": ${matching} match, ${eligible} of them are eligible.`);
  if (eligible === 0) throw new LocalError(`Nobody in ${source.name} can be sent to, so there is nothing to show.`);

  const campaign = await campaignFor(core, staff.marketer, audience, segment.id);
  await core.campaigns.submit(staffActor(staff.marketer, 'cli'), campaign.id);
  say(`${campaign.id} is in review: a card on Slack and one on Teams.`);
  await slack.approve(campaign.id);
  say('The marketing key was given by a signed Slack interaction.');
  await teams.approve(campaign.id);
  say(`The IT key was given by ${playground ? 'the Agents Playground' : 'the Bot Framework endpoint'}.`);
  await sent(core, campaign.id);
  say(`Agenda started the send; Mailgun's stand-in took ${mailgun.log().length} mails in ${mailgun.posts()} requests.`);
  for (const chat of chats) await chat.shows(campaign.id, 'closed sum');
  say('The closed-sum card is in both channels.');
  const done = await liveThrough(mailgun, { url: portalUrl, publicUrl: portalUrl }, say);

  const report = await readReport(core, campaign.id, { ...counts, matching, eligible });
  const wrong = await disagreements(core, campaign.id, report, mailgun, done);
  if (wrong.length > 0) throw new LocalError(`The demonstration does not add up: ${wrong.join('; ')}.`);
  return report;
};
