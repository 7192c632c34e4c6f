import request from 'supertest';
import { can, type Permission } from '../../../core/people/permissions.ts';
import { ROLES, type Role } from '../../../core/people/staff.ts';
import { type Access, accessOf } from '../../../portal/http/access.ts';
import { type Browser, signedInAs, type TestPortal, withTestPortal } from './portal.ts';

/** Every route of the portal and what it asks of its caller. A route that is not here fails the test. */
const ROUTES: Readonly<Record<string, Access | 'public'>> = {
  'GET /healthz': 'public',
  'GET /readyz': 'public',
  'GET /assets/pico.css': 'public',
  'GET /assets/htmx.js': 'public',
  'GET /assets/portal.css': 'public',
  'GET /assets/portal.js': 'public',
  'GET /assets/campaigns.css': 'public',
  'GET /assets/editor.js': 'public',
  'GET /assets/icon.svg': 'public',

  'GET /language/:lang': 'public',
  'GET /sign-in': 'public',
  'POST /sign-in': 'public',
  'POST /sign-out': 'public',
  'GET /setup/:token': 'public',
  'POST /setup/:token': 'public',
  'GET /invitation/:token': 'public',
  'POST /invitation/:token': 'public',
  'GET /account': 'signed_in',
  'POST /account': 'signed_in',
  'POST /account/password': 'signed_in',
  'POST /account/away': 'signed_in',
  'POST /account/away/clear': 'signed_in',
  'POST /account/sign-out-everywhere': 'signed_in',
  'POST /account/unlink': 'signed_in',
  'GET /link/:token': 'signed_in',
  'POST /link/:token': 'signed_in',
  'GET /': 'signed_in',

  'GET /contacts': 'contacts.view',
  'GET /contacts.csv': 'contacts.edit',
  'GET /contacts/:id': 'contacts.view',
  'POST /contacts/:id': 'contacts.edit',
  'POST /contacts/:id/suppress': 'contacts.edit',
  'POST /contacts/:id/ask': 'contacts.edit',
  'POST /contacts/:id/tags': 'contacts.edit',
  'GET /contacts/:id/merge': 'contacts.edit',
  'POST /contacts/:id/merge': 'contacts.edit',
  'GET /contacts/:id/export.json': 'contacts.erase',
  'POST /contacts/:id/erase': 'contacts.erase',
  'GET /contacts/tags': 'contacts.edit',
  'POST /contacts/tags': 'contacts.edit',
  'GET /contacts/tags/new': 'contacts.edit',
  'GET /contacts/tags/:id': 'contacts.edit',
  'GET /contacts/tags/:id/progress': 'contacts.edit',
  'POST /contacts/tags/:id/undo': 'contacts.edit',
  'GET /contacts/suppressions': 'contacts.view',
  'POST /contacts/suppressions': 'contacts.edit',
  'POST /contacts/suppressions/end': 'contacts.edit',
  'POST /contacts/suppressions/import': 'contacts.edit',
  'GET /contacts/suppressions.csv': 'contacts.edit',
  'GET /contacts/imports': 'contacts.edit',
  'GET /contacts/imports/new': 'contacts.edit',
  'POST /contacts/imports': 'contacts.edit',
  'POST /contacts/imports/preview': 'contacts.edit',
  'POST /contacts/imports/try': 'contacts.edit',
  'POST /contacts/imports/:id/undo': 'contacts.edit',
  'GET /contacts/imports/:id/refused.csv': 'contacts.edit',
  'GET /contacts/imports/:id': 'contacts.edit',
  'GET /contacts/imports/:id/progress': 'contacts.edit',

  'GET /segments': 'segments.view',
  'GET /segments/new': 'segments.edit',
  'POST /segments': 'segments.edit',
  'GET /segments/together': 'contacts.view',
  'GET /segments/:id': 'segments.view',
  'POST /segments/:id': 'segments.edit',
  'GET /segments/:id/edit': 'segments.edit',
  'GET /segments/:id/count': 'segments.view',
  'GET /segments/:id/contacts': 'contacts.view',
  'POST /segments/draft/rule': 'segments.edit',
  'POST /segments/draft/count': 'segments.edit',
  'POST /segments/draft/examples': 'segments.edit',
  'GET /segments/draft/contacts': 'segments.edit',
  'GET /segments/lists/new': 'segments.edit',
  'POST /segments/lists/new': 'segments.edit',
  'POST /segments/:id/people': 'segments.edit',
  'GET /segments/:id/copy': 'segments.edit',
  'POST /segments/:id/copy': 'segments.edit',
  'GET /segments/:id/versions': 'segments.view',
  'POST /segments/:id/delete': 'segments.edit',
  'POST /segments/:id/follow': 'segments.edit',
  'GET /segments/:id/moves': 'contacts.view',

  'GET /personas': 'insights.share',
  'POST /personas': 'segments.edit',
  'GET /personas/new': 'segments.edit',
  'GET /personas/:id': 'insights.share',
  'POST /personas/:id': 'segments.edit',
  'GET /personas/:id/edit': 'segments.edit',
  'POST /personas/:id/delete': 'segments.edit',

  'GET /fields': 'fields.view',
  'GET /fields/:id': 'fields.view',
  'POST /fields': 'fields.ask',
  'POST /fields/:id/grant': 'fields.grant',
  'POST /fields/:id/refuse': 'fields.grant',
  'POST /fields/:id/end': 'fields.view',

  'GET /search': 'insights.share',
  'POST /search/saved': 'insights.share',
  'POST /search/saved/:id/pause': 'insights.share',
  'POST /search/saved/:id/resume': 'insights.share',
  'POST /search/saved/:id/remove': 'insights.share',
  'GET /insights': 'insights.share',
  'GET /insights.csv': 'insights.triage',
  'GET /insights/board': 'insights.share',
  'GET /insights/new': 'insights.share',
  'POST /insights': 'insights.share',
  'GET /insights/themes/new': 'insights.triage',
  'POST /insights/themes': 'insights.triage',
  'GET /insights/themes/:key': 'insights.share',
  'POST /insights/themes/:key/follow': 'insights.share',
  'GET /insights/:id': 'insights.share',
  'GET /insights/:id/edit': 'insights.share',
  'POST /insights/:id': 'insights.share',
  'POST /insights/:id/support': 'insights.share',
  'POST /insights/:id/withdraw': 'insights.share',
  'POST /insights/:id/comments': 'insights.share',
  'POST /insights/:id/sentiment': 'insights.share',
  'POST /insights/:id/theme': 'insights.triage',
  'POST /insights/:id/link': 'insights.triage',
  'POST /insights/:id/decline': 'insights.triage',
  'POST /insights/:id/brief': 'campaigns.edit',

  'GET /digests': 'insights.share',
  'POST /digests': 'insights.share',
  'POST /digests/channels': 'reports.view',
  'POST /digests/preview': 'insights.share',
  'GET /digests/:id': 'insights.share',
  'GET /digests/:id/lists/:key': 'insights.share',
  // Whose digest it is is core's to say.
  'POST /digests/:id/pause': 'insights.share',
  'POST /digests/:id/resume': 'insights.share',

  'GET /people': 'people.manage',
  'GET /people/invite': 'people.manage',
  'POST /people/invite': 'people.manage',
  'GET /people/:id': 'people.manage',
  'POST /people/:id/roles': 'people.manage',
  'POST /people/:id/status': 'people.manage',
  'POST /people/:id/away': 'people.manage',
  'POST /people/:id/away/clear': 'people.manage',

  'GET /settings': 'channels.manage',
  'GET /settings/costs': 'settings.manage',
  'POST /settings/costs': 'settings.manage',
  'GET /settings/warm-up': 'settings.manage',
  'POST /settings/warm-up': 'settings.manage',
  'GET /settings/rules': 'settings.manage',
  'POST /settings/rules': 'settings.manage',
  'GET /settings/policy': 'settings.manage',
  'POST /settings/policy': 'settings.manage',
  'POST /settings/attributes/:key': 'settings.manage',
  'GET /settings/topics': 'settings.manage',
  'POST /settings/topics': 'settings.manage',
  'GET /settings/topics/:id': 'settings.manage',
  'POST /settings/topics/:id': 'settings.manage',
  'GET /settings/api-keys': 'settings.manage',
  'POST /settings/api-keys': 'settings.manage',
  'POST /settings/api-keys/:id/revoke': 'settings.manage',

  'GET /audit': 'audit.view',
  'GET /audit/snapshots/:hash': 'audit.view',
  'GET /audit/snapshots/:hash/mail': 'audit.view',
  'POST /audit/verify': 'audit.view',
  'POST /audit/export': 'audit.view',

  'GET /campaigns': 'campaigns.view',
  'POST /campaigns': 'campaigns.edit',
  'GET /campaigns/new': 'campaigns.edit',
  'GET /campaigns/:id': 'campaigns.view',
  'GET /campaigns/:id/edit': 'campaigns.edit',
  'POST /campaigns/:id/edit': 'campaigns.edit',
  'GET /campaigns/:id/edit/audience': 'campaigns.edit',
  'POST /campaigns/:id/edit/blocks': 'campaigns.edit',
  'POST /campaigns/:id/edit/source': 'campaigns.edit',
  'POST /campaigns/:id/edit/picture': 'campaigns.edit',
  'POST /campaigns/:id/edit/preview': 'campaigns.edit',
  'GET /campaigns/:id/people': 'reports.view',
  'GET /campaigns/:id/preview': 'campaigns.view',
  'GET /campaigns/:id/progress': 'campaigns.view',
  'GET /campaigns/:id/pulse': 'campaigns.view',
  // Where the answer to a refused form stands.
  'GET /campaigns/:id/halt': 'campaigns.view',
  'GET /campaigns/:id/decide': 'campaigns.view',
  'GET /campaigns/:id/test': 'campaigns.view',
  'GET /campaigns/:id/waive': 'campaigns.view',
  'GET /campaigns/:id/delegate': 'campaigns.view',
  'GET /campaigns/:id/remind-later': 'campaigns.view',
  'POST /campaigns/:id/submit': 'campaigns.edit',
  'POST /campaigns/:id/withdraw': 'campaigns.edit',
  // Which lane somebody may decide is core's to say: it depends on author, lane and the other key.
  'POST /campaigns/:id/decide': 'campaigns.view',
  // Who may hand a lane on or be reminded of it is core's to say as well.
  'POST /campaigns/:id/delegate': 'campaigns.view',
  'POST /campaigns/:id/remind-later': 'campaigns.view',
  'GET /campaigns/:id/snapshot/:hash': 'campaigns.view',
  'POST /campaigns/:id/pause': 'campaigns.steer',
  'POST /campaigns/:id/resume': 'campaigns.steer',
  'POST /campaigns/:id/cancel': 'campaigns.steer',
  'POST /campaigns/:id/test': 'campaigns.steer',
  'GET /campaigns/:id/preflight': 'campaigns.view',
  'POST /campaigns/:id/check-again': 'campaigns.steer',
  'POST /campaigns/:id/waive': 'reviews.it',
  'POST /campaigns/:id/halt': 'campaigns.halt',
  'POST /campaigns/:id/asked': 'campaigns.steer',
  'POST /campaigns/:id/resend': 'campaigns.edit',
  'POST /campaigns/:id/duplicate': 'campaigns.edit',
  'POST /campaigns/:id/archive': 'campaigns.edit',
  'POST /campaigns/:id/unarchive': 'campaigns.edit',

  'GET /freezes': 'campaigns.view',
  'POST /freezes': 'freezes.manage',
  'POST /freezes/:id/end': 'freezes.manage',

  'GET /reviews': 'campaigns.view',
  'GET /reviews/times': 'reports.view',
  'GET /reviews/:id': 'campaigns.view',
  'GET /reports/costs': 'reports.view',
  'GET /reports/:id/report.csv': 'reports.view',
  'GET /reports/:id': 'reports.view',
  'GET /reports/:id/people': 'reports.view',
  'GET /reports/:id/people.csv': 'contacts.view',
  'GET /outbox': 'outbox.view',
  'GET /outbox/:id': 'outbox.view',
  'GET /outbox/:id/html': 'outbox.view',

  'GET /t/c/:token': 'public',
  'GET /t/o/:token': 'public',
  'GET /u/:token': 'public',
  'POST /u/:token': 'public',
  'GET /v/:token': 'public',
  'GET /pictures/:id': 'public',
  'GET /digests/pictures/:name': 'public',
  'POST /webhooks/mailgun': 'public',
  // Guarded by an API key, which the tests of the API hold.
  'POST /api/v1/events': 'public',
  'POST /api/v1/contacts': 'public',
  'POST /api/v1/consent-requests': 'public',
  'POST /api/v1/suppressions': 'public',
  'GET /p/:token': 'public',
  'POST /p/:token': 'public',
  'GET /c/:token': 'public',
  'POST /c/:token': 'public',
  'GET /api/v1/openapi.json': 'public',
};

interface Layer {
  readonly handle: { readonly stack?: readonly Layer[] };
  readonly route?: {
    readonly path: string | readonly string[];
    readonly methods: Readonly<Record<string, boolean>>;
    readonly stack: readonly { readonly handle: unknown }[];
  };
}

const routesIn = (stack: readonly Layer[]): { route: string; access: Access | 'public' }[] =>
  stack.flatMap(({ route, handle }) => {
    if (route === undefined) return handle.stack === undefined ? [] : routesIn(handle.stack);
    const access = route.stack.map((layer) => accessOf(layer.handle)).find((found) => found !== undefined);
    return [route.path].flat().flatMap((path) =>
      Object.keys(route.methods).map((method) => ({
        route: `${method.toUpperCase()} ${path}`,
        access: access ?? ('public' as const),
      })),
    );
  });

const allowed = (access: Access | 'public', role: Role): boolean =>
  access === 'public' ||
  access === 'signed_in' ||
  can(
    {
      id: 's',
      email: 's@example.test',
      name: 's',
      roles: [role],
      lang: 'en',
      timeZone: 'UTC',
      status: 'active',
      createdAt: new Date(0),
    },
    access as Permission,
  );

/** These end the session that the other routes still need. */
const ENDS_SESSION = new Set(['POST /sign-out', 'POST /account/sign-out-everywhere']);

describe('every route of the portal', () => {
  let portal: TestPortal;
  beforeAll(async () => {
    portal = await withTestPortal();
  });
  afterAll(() => portal.close());

  const declared = () => routesIn((portal.app.router as unknown as { stack: readonly Layer[] }).stack);
  const guarded = () => declared().filter(({ access }) => access !== 'public');
  const addressOf = (path: string): string => path.replace(/:\w+/g, 'none');

  const call = async (browser: Browser, csrf: string, route: string) => {
    const [method = '', path = ''] = route.split(' ');
    const answer =
      method === 'GET'
        ? await browser.get(addressOf(path))
        : await browser.post(addressOf(path)).type('form').send({ _csrf: csrf });
    return answer;
  };

  it('is listed here with the access that it declares', () => {
    const found = Object.fromEntries(declared().map(({ route, access }) => [route, access]));
    expect(found).toEqual(ROUTES);
  });

  it('sends people without a session to the sign-in page', async () => {
    for (const { route } of guarded()) {
      const [method = '', path = ''] = route.split(' ');
      const answer =
        method === 'GET'
          ? await request(portal.app).get(addressOf(path))
          : await request(portal.app).post(addressOf(path));
      const refused =
        answer.status === 403 || (answer.status === 303 && answer.headers.location?.startsWith('/sign-in'));
      expect({ route, status: answer.status, refused }).toEqual({ route, status: answer.status, refused: true });
    }
  });

  it.each(ROLES)('answers %s by the permissions of that role', async (role) => {
    const { browser, csrf } = await signedInAs(portal, [role]);
    const wrong: string[] = [];
    for (const { route, access } of guarded()) {
      if (ENDS_SESSION.has(route)) continue;
      const { status } = await call(browser, csrf, route);
      const may = allowed(access, role);
      if (may ? status === 403 || status === 401 || status >= 500 : status !== 403) wrong.push(`${route}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('refuses every write that carries no CSRF token', async () => {
    const { browser } = await signedInAs(portal, ['admin']);
    for (const { route } of guarded().filter(({ route: name }) => name.startsWith('POST '))) {
      const { status } = await call(browser, 'forged', route);
      expect({ route, status }).toEqual({ route, status: 403 });
    }
  });
});
