import { createTestMailStore, TESTS_AN_HOUR } from '../../../core/campaigns/test-mail-store.ts';
import { serverTime } from '../../../core/common/database-store.ts';
import { actorId } from '../../../core/people/staff.ts';
import { type CampaignRoom, openCampaignRoom } from './campaign-room.ts';

let room: CampaignRoom;
beforeAll(async () => {
  room = await openCampaignRoom();
  await room.importPeople(4);
});
afterAll(() => room.close());

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('a preview', () => {
  it('shows the mail as one contact will see it, and as a made-up one', async () => {
    const draft = await room.aDraft({ content: { subject: 'Hi {{ contact.first_name | default: "there" }}' } });
    const named = await room.contacts.byAddress('p1@example.test');
    const nameless = await room.contacts.byAddress('p0@example.test');
    expect((await room.campaigns.preview(draft.id, named)).subject).toBe('Hi Name 1');
    expect((await room.campaigns.preview(draft.id, nameless)).subject).toBe('Hi there');
    const made = await room.campaigns.preview(draft.id);
    expect(made.subject).toBe('Hi Hana');
    expect(made.html).toContain('1 Sample Street, Seoul 04524');
    expect(made.html).not.toContain('%recipient.');
    expect(made.text).not.toContain('%recipient.');
  });

  it('of content that is not saved names the unknown variable', async () => {
    const content = { subject: 'Hi {{ contact.frist_name }}', body: { kind: 'blocks', blocks: [] } };
    await expect(room.campaigns.previewContent(content)).rejects.toMatchObject({
      kind: 'invalid',
      field: 'content.subject',
      text: { en: expect.stringContaining('"contact.frist_name" is unknown') },
    });
    expect((await room.campaigns.previewContent({ subject: 'Hi' })).subject).toBe('Hi');
    await expect(room.campaigns.previewContent({ subject: { $ne: 1 } })).rejects.toMatchObject({
      field: 'content.subject',
    });
  });
});

describe('the subject of a view', () => {
  it.each([
    ['as a made-up contact reads it', 'Hi {{ contact.first_name | default: "there" }}', 'en', 'Hi Hana'],
    ['in the language of the mail', '{{ contact.first_name }}님께', 'ko', '하나님께'],
    ['as it stands where it reads nobody', 'Hi there', 'en', 'Hi there'],
    ['as written where it cannot be rendered', 'Hi {{ contact.nobody }}', 'en', 'Hi {{ contact.nobody }}'],
    [
      'as written where its template fails',
      '{% for i in (1..9999999) %}x{% endfor %}',
      'en',
      '{% for i in (1..9999999) %}x{% endfor %}',
    ],
  ])('is shown %s', async (_, subject, lang, shown) => {
    const draft = await room.aDraft({ content: { subject, lang } });
    expect((await room.campaigns.view(draft.id))?.subjectExample).toBe(shown);
  });
});

describe('a preview of a template that fails for its reader', () => {
  it('says why, by the field, instead of failing the page', async () => {
    const endless = '{% for i in (1..9999999) %}x{% endfor %}';
    const draft = await room.aDraft({
      content: { body: { kind: 'blocks', blocks: [{ kind: 'text', text: endless }] } },
    });
    await expect(room.campaigns.preview(draft.id)).rejects.toMatchObject({
      kind: 'invalid',
      field: 'content.body',
      text: { en: expect.stringContaining('limit exceeded') },
    });
  });
});

describe('a test mail', () => {
  it('goes to staff only, marked as a test', async () => {
    const draft = await room.aDraft();
    const address = room.it.kind === 'staff' ? room.it.staff.email : '';
    expect(await room.campaigns.sendTest(room.author, draft.id, [address, ` ${address.toUpperCase()} `])).toEqual({
      sent: 1,
    });
    expect(room.submitted.at(-1)).toMatchObject({
      test: true,
      subject: '[Test] Something new for you',
      recipients: [{ address }],
    });
    expect(await room.kinds(draft.id)).toEqual(['created', 'test_sent']);
    await expect(room.campaigns.sendTest(room.author, draft.id, ['p1@example.test'])).rejects.toMatchObject({
      field: 'addresses',
    });
    await expect(room.campaigns.sendTest(room.author, draft.id, [])).rejects.toMatchObject({ field: 'addresses' });
    const many = Array.from({ length: 11 }, (_, i) => `a${i}@example.test`);
    await expect(room.campaigns.sendTest(room.author, draft.id, many)).rejects.toMatchObject({ field: 'addresses' });
  });

  it('is sent twenty times an hour by one person, also by whoever presses many times at once, and then told when again', async () => {
    const draft = await room.aDraft();
    const eager = await room.staff(['marketer']);
    const address = room.it.kind === 'staff' ? room.it.staff.email : '';
    expect(await room.campaigns.sendTest(eager, draft.id, [address])).toEqual({ sent: 1 });
    const now = await serverTime(room.database);
    const store = createTestMailStore(room.database);
    const taken = await Promise.all(Array.from({ length: 25 }, () => store.take(actorId(eager), now)));
    expect(taken.filter((again) => again === undefined)).toHaveLength(TESTS_AN_HOUR - 1);
    await expect(room.campaigns.sendTest(eager, draft.id, [address])).rejects.toMatchObject({
      code: 'campaign.too_many_tests',
      kind: 'too_many',
      field: 'addresses',
      text: {
        en: expect.stringMatching(/from .+ \d\d:\d\d \(Asia\/Seoul\) on/),
        ko: expect.stringMatching(/\d\d:\d\d\(Asia\/Seoul\)부터/),
      },
      retryAfterSeconds: expect.any(Number),
    });
    // Somebody else is not kept waiting, and neither is this person an hour later.
    expect(await room.campaigns.sendTest(room.author, draft.id, [address])).toEqual({ sent: 1 });
    const tests = room.database.connection.collection<{ _id: string; sentAt: Date[] }>('campaign_test_mails');
    const mine = await tests.findOne({ _id: actorId(eager) });
    const anHourAgo = (mine?.sentAt ?? []).map((at) => new Date(at.getTime() - 60 * 60_000));
    await tests.updateOne({ _id: actorId(eager) }, { $set: { sentAt: anHourAgo } });
    expect(await room.campaigns.sendTest(eager, draft.id, [address])).toEqual({ sent: 1 });
  });

  it('that the provider did not surely take is said', async () => {
    const draft = await room.aDraft();
    room.answers.push({ kind: 'ambiguous', reason: 'reset' });
    const address = room.it.kind === 'staff' ? room.it.staff.email : '';
    await expect(room.campaigns.sendTest(room.author, draft.id, [address])).rejects.toMatchObject({
      code: 'campaign.test_not_sent',
    });
  });
});

describe('a picture', () => {
  it('is stored and served as it came', async () => {
    const picture = await room.campaigns.addPicture(room.author, {
      fileName: '../../shop.png',
      content: PNG,
      alt: 'Shop',
    });
    expect(picture).toMatchObject({
      contentType: 'image/png',
      width: 1,
      height: 1,
      bytes: PNG.length,
      fileName: 'shop.png',
    });
    const stored = await room.campaigns.picture(picture.id);
    expect(stored?.content.equals(PNG)).toBe(true);
    expect((await room.campaigns.pictures()).map((p) => p.id)).toContain(picture.id);
    const draft = await room.aDraft({
      content: {
        body: { kind: 'blocks', blocks: [{ kind: 'picture', pictureId: picture.id, alt: 'Shop', href: '' }] },
      },
    });
    expect((await room.campaigns.preview(draft.id)).html).toContain(`${room.config.portal.url}/pictures/${picture.id}`);
  });

  it.each([
    ['a text', Buffer.from('hello')],
    ['nothing', Buffer.alloc(0)],
    [
      'a drawing with script',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><script/></svg>'),
    ],
    ['a page named .png', Buffer.from('<!doctype html><script>1</script>')],
    ['a cut PNG header', PNG.subarray(0, 12)],
    ['a PNG of 9,000 pixels', Buffer.concat([PNG.subarray(0, 16), Buffer.from([0, 0, 0x23, 0x28]), PNG.subarray(20)])],
    ['more than 5 MB', Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)])],
  ])('that is %s is refused', async (_, content) => {
    await expect(room.campaigns.addPicture(room.author, { fileName: 'a.png', content, alt: '' })).rejects.toMatchObject(
      {
        code: 'campaign.picture_refused',
        text: { ko: expect.stringMatching(/[가-힣]/) },
      },
    );
  });

  it('that is unknown is undefined', async () => {
    expect(await room.campaigns.picture('nope')).toBeUndefined();
  });
});
