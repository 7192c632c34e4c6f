import type { Staff } from '../../../core/people/staff.ts';
import { type Browser, signedInAs, type TestPortal, withTestPortal } from './portal.ts';

/** `YYYY-MM-DD` in Seoul, where everybody of these tests is. */
const dayAhead = (days: number): string =>
  new Date(Date.now() + days * 86_400_000 + 9 * 3_600_000).toISOString().slice(0, 10);

describe('somebody who is away', () => {
  let portal: TestPortal;
  let browser: Browser;
  let csrf: string;
  let reviewer: Staff;
  let other: Staff;
  beforeAll(async () => {
    portal = await withTestPortal();
    ({ browser, csrf, staff: reviewer } = await signedInAs(portal, ['it_reviewer'], { name: 'Dohyun Lee' }));
    ({ staff: other } = await signedInAs(portal, ['marketer'], { name: 'Mark Olsen' }));
  });
  afterAll(() => portal.close());

  const post = (path: string, fields: Record<string, string>, as = browser, token = csrf) =>
    as
      .post(path)
      .type('form')
      .send({ _csrf: token, ...fields });

  it('says from when until when, in days of their own zone, and who decides meanwhile', async () => {
    const fields = { from: dayAhead(0), until: dayAhead(3), delegateId: other.id };
    await post('/account/away', fields).expect(303).expect('location', '/account#away');
    expect(await portal.core.absences.of(reviewer.id)).toEqual({
      staffId: reviewer.id,
      from: new Date(`${dayAhead(0)}T00:00:00+09:00`),
      until: new Date(`${dayAhead(3)}T00:00:00+09:00`),
      delegateId: other.id,
    });
    const { text } = await browser.get('/account').expect(200);
    expect(text).toContain('Away now');
    expect(text).toContain('Mark Olsen decides');
    expect(text).toContain(`value="${dayAhead(3)}"`);
  });

  it.each([
    ['an end before the beginning', { from: dayAhead(5), until: dayAhead(4) }, 'f-until-error'],
    ['no beginning', { from: '', until: dayAhead(4) }, 'f-from-error'],
    ['a time that is over', { from: dayAhead(-9), until: dayAhead(-5) }, 'f-until-error'],
    ['more than a year', { from: dayAhead(1), until: dayAhead(800) }, 'f-until-error'],
  ])('is told beside the field of %s, and keeps what was typed', async (_what, typed, id) => {
    const { text } = await post('/account/away', { delegateId: other.id, ...typed }).expect(422);
    expect(text).toContain(`id="${id}"`);
    expect(text).toContain(`value="${typed.until}"`);
    expect(text).toMatch(new RegExp(`<option value="${other.id}" selected`));
    expect((await portal.core.absences.of(reviewer.id))?.until).toEqual(new Date(`${dayAhead(3)}T00:00:00+09:00`));
  });

  it('cannot name oneself as delegate', async () => {
    const typed = { from: dayAhead(0), until: dayAhead(2), delegateId: reviewer.id };
    const { text } = await post('/account/away', typed).expect(422);
    expect(text).toContain('id="f-delegateId-error"');
  });

  it('is shown on the page of people, where an administrator sets and clears anybody’s absence', async () => {
    const admin = await signedInAs(portal, ['admin']);
    const list = await admin.browser.get('/people').expect(200);
    expect(list.text).toMatch(/Dohyun Lee[\s\S]*Away now[\s\S]*Mark Olsen decides/);

    const fields = { from: dayAhead(1), until: dayAhead(2), delegateId: '' };
    const at = `/people/${other.id}`;
    await post(`${at}/away`, fields, admin.browser, admin.csrf).expect(303).expect('location', `${at}#away`);
    expect((await admin.browser.get(at)).text).toContain('the other reviewers decide');
    const wrong = await post(`${at}/away`, { ...fields, until: 'soon' }, admin.browser, admin.csrf).expect(422);
    expect(wrong.text).toContain('value="soon"');
    await post(`${at}/away/clear`, {}, admin.browser, admin.csrf).expect(303);
    expect(await portal.core.absences.of(other.id)).toBeUndefined();
  });

  it('comes back before the time', async () => {
    await post('/account/away/clear', {}).expect(303);
    expect(await portal.core.absences.of(reviewer.id)).toBeUndefined();
    expect((await browser.get('/account')).text).not.toContain('Away now');
  });
});
