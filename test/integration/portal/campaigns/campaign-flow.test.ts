import { gzipSync } from 'node:zlib';
import supertest from 'supertest';
import type { Block, Content } from '../../../../core/index.ts';
import { systemActor } from '../../../../core/people/staff.ts';
import { editorFormOf, FIELD } from '../../../../portal/campaigns/editor-form.ts';
import {
  approve,
  aReadyDraft,
  aTeam,
  type Browser,
  csrfOf,
  portalWorld,
  postFrom,
  signedIn,
  someContacts,
  type Team,
} from '../../../support/portal-world.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let world: Awaited<ReturnType<typeof portalWorld>>;
let team: Team;
let marketer: Browser;

beforeAll(async () => {
  world = await portalWorld();
  team = await aTeam(world.core);
  await someContacts(world.core, team.marketer.actor, 4);
  marketer = await signedIn(world.app, team.marketer.staff.email);
});
afterAll(() => world.close());

const draft = () => aReadyDraft(world.core, team.marketer.actor);
const stored = async (id: string) => {
  const campaign = await world.core.campaigns.byId(id);
  if (campaign === undefined) throw new Error(`${id} is gone`);
  return campaign;
};

/** The editor's fields as a browser sends them back, with some typed over. */
const editorFields = async (id: string, over: Record<string, string> = {}): Promise<Record<string, string>> => {
  const form = editorFormOf(await stored(id));
  const fields: Record<string, string> = { revision: String(form.revision) };
  for (const [key, name] of Object.entries(FIELD)) fields[name] = String(form[key as keyof typeof FIELD]);
  form.blocks.forEach((block, index) => {
    for (const [key, value] of Object.entries(block)) fields[`content.body.blocks.${index}.${key}`] = value;
  });
  return { ...fields, ...over };
};
const save = (id: string, fields: Record<string, string>) =>
  postFrom(marketer, `/campaigns/${id}/edit`, `/campaigns/${id}/edit`, fields);

describe('making a campaign', () => {
  test('a name and a starter make a draft, whose editor opens', async () => {
    const answer = await postFrom(marketer, '/campaigns/new', '/campaigns', { name: 'Winter sale', starter: 'offer' });
    expect(answer.status).toBe(303);
    const page = await marketer.get(answer.headers.location ?? '').expect(200);
    expect(page.text).toContain('Winter sale');
    expect(page.text).toContain('name="content.body.blocks.0.kind"');
  });

  test('the segment that it was made from is its audience, also after a name was missing', async () => {
    const segmentId = (await draft()).audience.segmentId ?? '';
    const form = await marketer.get(`/campaigns/new?segment=${segmentId}`).expect(200);
    expect(form.text).toContain(`name="segment" value="${segmentId}"`);
    const fields = { name: '', starter: 'offer', segment: segmentId };
    const refused = await postFrom(marketer, '/campaigns/new', '/campaigns', fields);
    expect(refused.text).toContain(`name="segment" value="${segmentId}"`);
    const made = await postFrom(marketer, '/campaigns/new', '/campaigns', { ...fields, name: 'For a segment' });
    const id = /C-\d+/.exec(made.headers.location ?? '')?.[0] ?? '';
    expect((await stored(id)).audience.segmentId).toBe(segmentId);
  });

  test('without a name nothing is made, and the choice stays', async () => {
    const before = (await world.core.campaigns.list()).length;
    const answer = await postFrom(marketer, '/campaigns/new', '/campaigns', { name: '  ', starter: 'newsletter' });
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(/value="newsletter" checked/);
    expect(answer.text).toContain('Please fill this in.');
    expect((await world.core.campaigns.list()).length).toBe(before);
  });

  test('the list finds it by state and by name, and says so in the address', async () => {
    const { id } = await draft();
    const found = await marketer.get('/campaigns?state=draft&q=spring').expect(200);
    expect(found.text).toContain(`/campaigns/${id}`);
    const none = await marketer.get('/campaigns?state=sent&q=spring').expect(200);
    expect(none.text).toContain('No campaign fits this filter');
  });
});

describe('editing', () => {
  test('a preview as somebody who is not found says so over the mail', async () => {
    const { id } = await draft();
    const fields = await editorFields(id, { previewAs: 'nobody-of-that-name' });
    const answer = await postFrom(marketer, `/campaigns/${id}/edit`, `/campaigns/${id}/edit/preview`, fields);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('nobody-of-that-name');
  });

  test('a refused field is named beside it, and every typed word comes back', async () => {
    const { id, revision } = await draft();
    const typed = {
      [FIELD.goal]: 'A goal <b>typed</b>',
      [FIELD.replyTo]: 'not an address',
      'content.body.blocks.0.text': 'Typed heading',
    };
    const answer = await save(id, await editorFields(id, typed));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('id="f-content-replyTo-error"');
    expect(answer.text).toContain('must be an e-mail address'.replace('must', 'Must'));
    for (const text of ['A goal &lt;b>typed', 'value="not an address"', 'value="Typed heading"'])
      expect(answer.text).toContain(text);
    expect((await stored(id)).revision).toBe(revision);
  });

  test('a number out of its range is refused in the words of each language', async () => {
    const { id, revision } = await draft();
    const edit = world.core.campaigns.edit(team.marketer.actor, id, { revision, brief: { kpiTarget: 400 } });
    await expect(edit).rejects.toMatchObject({
      text: {
        en: expect.stringContaining('must be a number from 0 to 100.'),
        ko: expect.stringContaining('0부터 100까지의 숫자여야 합니다.'),
      },
    });
  });

  test('two who save at once: the second sees both versions, loses nothing, and can save again', async () => {
    const { id } = await draft();
    const mine = await editorFields(id, { [FIELD.goal]: 'My goal', [FIELD.subject]: 'My subject' });
    expect((await save(id, await editorFields(id, { [FIELD.goal]: 'Their goal' }))).status).toBe(303);
    const conflict = await save(id, mine);
    expect(conflict.status).toBe(409);
    for (const text of ['Somebody else changed', 'Their goal', 'My goal', 'My subject'])
      expect(conflict.text).toContain(text);
    expect(conflict.text).toContain('>My goal</textarea>');
    expect(conflict.text).toContain('value="My subject"');
    expect((await stored(id)).brief.goal).toBe('Their goal');
    const revision = /name="revision" value="(\d+)"/.exec(conflict.text)?.[1] ?? '';
    expect((await save(id, { ...mine, revision })).status).toBe(303);
    expect(await stored(id)).toMatchObject({ brief: { goal: 'My goal' }, content: { subject: 'My subject' } });
  });

  test('an operator in place of a field is refused, and nothing changes', async () => {
    const { id, revision } = await draft();
    const fields = await editorFields(id);
    const page = await marketer.get(`/campaigns/${id}/edit`);
    const body = new URLSearchParams({ ...fields, _csrf: csrfOf(page.text) });
    body.append('name[$gt]', '');
    const answer = await marketer.post(`/campaigns/${id}/edit`).type('form').send(body.toString());
    expect(answer.status).toBe(422);
    expect((await stored(id)).revision).toBe(revision);
  });

  test('without the token of the form nothing is saved', async () => {
    const { id, revision } = await draft();
    await marketer
      .post(`/campaigns/${id}/edit`)
      .type('form')
      .send(await editorFields(id))
      .expect(403);
    expect((await stored(id)).revision).toBe(revision);
  });

  test('a button of the block form changes the form, not the campaign', async () => {
    const { id, revision } = await draft();
    const fields = await editorFields(id, { operation: 'add:divider', [FIELD.goal]: 'Half typed' });
    const answer = await postFrom(marketer, `/campaigns/${id}/edit`, `/campaigns/${id}/edit/blocks`, fields);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('Half typed');
    expect(answer.text).toContain('value="divider"');
    expect((await stored(id)).revision).toBe(revision);
  });

  test('going over to source begins with what the blocks make, and going back has the blocks as they were', async () => {
    const { id, content } = await draft();
    const edit = `/campaigns/${id}/edit`;
    const typed = { 'content.body.blocks.0.text': 'Typed {{ contact.name | default: "you" }} & all' };
    const fields = await editorFields(id, { ...typed, [FIELD.bodyKind]: 'mjml' });
    const answer = await postFrom(marketer, edit, `${edit}/source`, fields);
    expect(answer.status).toBe(200);
    const source = textareaOf(answer.text);
    expect(source).toContain('Typed {{ contact.name | default: "you" }} &amp; all</h');
    const made = /name="content.body.made" value="(\w{64})"/.exec(answer.text)?.[1] ?? '';
    const more = { ...fields, [FIELD.mjml]: source, [FIELD.mjmlMade]: made, 'content.body.blocks.0.text': 'Again' };
    expect(textareaOf((await postFrom(marketer, edit, `${edit}/source`, more)).text)).toContain('>Again</h');
    const own = { ...more, [FIELD.mjml]: source.replace('Typed', 'Own') };
    expect(textareaOf((await postFrom(marketer, edit, `${edit}/source`, own)).text)).toContain('Own {{');
    expect((await marketer.get(edit)).text).toContain('Blocks cannot be made of source again');

    expect((await save(id, own)).status).toBe(303);
    const saved = (await stored(id)).content.body;
    expect(saved).toMatchObject({
      kind: 'mjml',
      source: own[FIELD.mjml],
      blocks: [{ text: 'Again' }, ...blocksOf(content).slice(1)],
    });
    expect((await marketer.get(`/campaigns/${id}/preview`)).text).toMatch(/Own [^<{]+ &amp; all/);

    const back = await editorFields(id, { [FIELD.bodyKind]: 'blocks' });
    expect((await save(id, back)).status).toBe(303);
    expect((await stored(id)).content.body).toEqual({
      kind: 'blocks',
      blocks: [{ ...blocksOf(content)[0], text: 'Again' }, ...blocksOf(content).slice(1)],
    });
  });

  test('the live preview shows what is typed in a frame that runs nothing', async () => {
    const { id } = await draft();
    const fields = await editorFields(id, {
      'content.body.blocks.0.text': 'Hello {{ contact.name }}',
      previewAs: 'person1@example.test',
    });
    const preview = `/campaigns/${id}/edit/preview`;
    const answer = await postFrom(marketer, `/campaigns/${id}/edit`, preview, fields);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('Hello Person 1');
    expect(answer.headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'self'.*sandbox/);
    const unknown = await postFrom(marketer, `/campaigns/${id}/edit`, preview, {
      ...fields,
      'content.body.blocks.0.text': '{{ contact.shoe_size }}',
    });
    expect(unknown.status).toBe(422);
    expect(unknown.text).toContain('shoe_size');
  });

  test('a picture is taken, shown to everybody for a year, and never guessed at', async () => {
    const { id } = await draft();
    const page = await marketer.get(`/campaigns/${id}/edit`);
    const upload = (content: Buffer, name: string) =>
      marketer
        .post(`/campaigns/${id}/edit/picture?block=0`)
        .set('hx-request', 'true')
        .field('_csrf', csrfOf(page.text))
        .field('content.body.blocks.0.kind', 'picture')
        .field('content.body.blocks.0.alt', 'Typed words')
        .attach('file', content, name);
    const taken = await upload(PNG, 'door.png');
    expect(taken.status).toBe(200);
    const [, path] = /src="(\/pictures\/[^"]+)"/.exec(taken.text) ?? [];
    const picture = await supertest(world.app)
      .get(path ?? '')
      .expect(200);
    expect(picture.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(picture.headers['set-cookie']).toBeUndefined();
    const count = (await world.core.campaigns.pictures()).length;
    const refused = await upload(Buffer.from('<svg onload="alert(1)"/>'), 'door.png');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('value="Typed words"');
    // Few bytes that unpack to more than a mail program can hold; a file that only pretends; one that is too heavy.
    for (const [content, words] of [
      [sized(60_000, 10), /60000 × 10 pixels; at most 8,000 each way/],
      [sized(8_000, 8_000), /64 million pixels \(8000 × 8000\); at most 25 million/],
      [gzipSync(Buffer.alloc(20_000_000)), /not a PNG, JPEG, GIF or WebP picture/],
      [Buffer.concat([PNG, Buffer.alloc(6_000_000)]), /larger than 5 MB/],
    ] as const) {
      const answer = await upload(content, 'big.png');
      expect(answer.status).toBe(422);
      expect(answer.text).toMatch(new RegExp(`pictureId[^>]*-error"[^>]*>[^<]*${words.source}`));
      expect(answer.text).toContain('value="Typed words"');
    }
    expect((await world.core.campaigns.pictures()).length).toBe(count);
    await supertest(world.app).get('/pictures/no-such-picture').expect(404);
  });
});

/** What a browser shows in the first textarea of a fragment. */
const textareaOf = (html: string): string =>
  (/<textarea[^>]*>([^<]*(?:<(?!\/textarea)[^<]*)*)<\/textarea>/.exec(html)?.[1] ?? '')
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

const blocksOf = (content: Content): readonly Block[] => {
  if (content.body.kind !== 'blocks') throw new Error('the starter is not made of blocks');
  return content.body.blocks;
};

/** The same small picture, whose head says that it is this large. */
const sized = (width: number, height: number): Buffer => {
  const content = Buffer.from(PNG);
  content.writeUInt32BE(width, 16);
  content.writeUInt32BE(height, 20);
  return content;
};

describe('moving a campaign', () => {
  const decision = async (id: string, over: Record<string, string>) => {
    const cycle = (await world.core.campaigns.view(id))?.cycle;
    if (cycle === undefined) throw new Error('no cycle');
    const lane = over.lane === 'it' ? 'it' : 'marketing';
    return {
      cycle: String(cycle.number),
      lane,
      laneHash: cycle.laneHashes[lane],
      kind: 'approve',
      comment: '',
      ...over,
    };
  };

  test('from draft to scheduled by two keys, each seen on the page', async () => {
    const { id } = await draft();
    const at = `/campaigns/${id}`;
    expect((await postFrom(marketer, at, `${at}/submit`)).status).toBe(303);
    expect((await marketer.get(at)).text).toContain('No campaign channel is set, so nobody is told in chat');
    const marketing = await signedIn(world.app, team.marketing.staff.email);
    const it = await signedIn(world.app, team.it.staff.email);
    expect((await marketing.get('/reviews')).text).toMatch(/Waiting for you \(1\)/);
    expect((await postFrom(marketing, at, `${at}/decide`, await decision(id, {}))).status).toBe(303);
    expect((await marketing.get(at)).text).toContain('1 of 2 keys');
    expect((await postFrom(it, at, `${at}/decide`, await decision(id, { lane: 'it' }))).status).toBe(303);
    expect((await stored(id)).state).toBe('scheduled');
    expect((await postFrom(marketer, at, `${at}/pause`)).status).toBe(303);
    expect((await stored(id)).state).toBe('paused');
    // What the home page counts as stopped, whichever way it was.
    expect((await marketer.get('/')).text).toContain('href="/campaigns?state=stopped"');
    expect((await marketer.get('/campaigns?state=stopped')).text).toContain(`href="/campaigns/${id}"`);
    expect((await postFrom(marketer, at, `${at}/cancel`)).status).toBe(303);
    expect((await stored(id)).state).toBe('cancelled');
    expect((await marketer.get(at)).text).not.toContain('Archived since');
    expect((await postFrom(marketer, at, `${at}/archive`)).status).toBe(303);
    expect((await marketer.get(at)).text).toContain('Archived since');
    const thread = (await marketer.get(at)).text;
    for (const text of [
      'submitted it for review',
      'Seo-yeon Park approved',
      'Dohyun Lee approved',
      'paused it',
      'cancelled it',
    ]) {
      expect(thread).toContain(text);
    }
  });

  test('that it is paused is said once', async () => {
    const { id } = await draft();
    const at = `/campaigns/${id}`;
    await postFrom(marketer, at, `${at}/submit`);
    await approve(world.core, team.marketing.actor, id, 'marketing');
    await approve(world.core, team.it.actor, id, 'it');
    await postFrom(marketer, at, `${at}/pause`);
    const page = (await marketer.get(at)).text;
    expect(page.match(/class="banner/g)).toHaveLength(1);
    expect(page).toContain('Paused by Mark Olsen.');
  });

  test('the load is what may be sent, and what is sent once everyone is frozen', async () => {
    const { id } = await draft();
    const at = `/campaigns/${id}`;
    const before = (await marketer.get(at)).text;
    expect(before).toContain('Mails: up to 3, in batches of');
    expect(before).not.toContain('The warm-up parts');
    const { warmUp } = world.core;
    await warmUp.save(systemActor('test'), { startsOn: '2999-01-01', allowances: '2' }, 0);
    expect((await marketer.get(at)).text).toContain('The warm-up parts them over 2 days: 2 + 1');
    await warmUp.save(systemActor('test'), { startsOn: '', allowances: '' }, 1);
    expect(before).toMatch(/<a href="\/segments\/[^"]+\/contacts"><strong>/);
    expect(before).toMatch(/<a href="\/segments\/[^"]+\/contacts\?only=eligible"><strong>/);
    await postFrom(marketer, at, `${at}/submit`);
    await approve(world.core, team.marketing.actor, id, 'marketing');
    await approve(world.core, team.it.actor, id, 'it');
    for (let round = 0; round < 20 && (await stored(id)).state !== 'sent'; round += 1) {
      await world.core.deliveries.work();
    }
    const after = (await marketer.get(at)).text;
    expect(after).toContain('Mails: 3, in batches of');
    expect(after).toMatch(new RegExp(`<a href="${at}/people">Matched when`));
  });

  test('an illegal move says why and changes nothing', async () => {
    const { id } = await draft();
    const at = `/campaigns/${id}`;
    expect((await postFrom(marketer, at, `${at}/pause`)).status).toBe(303);
    expect((await marketer.get(at)).text).toContain('That did not happen');
    expect((await stored(id)).state).toBe('draft');
  });

  test('a decision by the author, by a stranger, without words or about something older is refused, and the words stay', async () => {
    const { id } = await draft();
    const at = `/campaigns/${id}`;
    await postFrom(marketer, at, `${at}/submit`);
    const marketing = await signedIn(world.app, team.marketing.staff.email);
    const refusals = [
      [marketer, await decision(id, {}), 403],
      [marketing, await decision(id, { lane: 'it', comment: 'not my lane' }), 403],
      [marketing, await decision(id, { kind: 'request_changes' }), 422],
      [marketing, await decision(id, { laneHash: 'a'.repeat(64), comment: 'words that must stay' }), 409],
      [marketing, await decision(id, { kind: 'launch' }), 422],
      [marketing, await decision(id, { kind: 'request_changes', comment: '가'.repeat(10_000) }), 422],
    ] as const;
    for (const [who, fields, status] of refusals) {
      const answer = await postFrom(who, at, `${at}/decide`, fields);
      expect([fields.kind, fields.comment, answer.status]).toEqual([fields.kind, fields.comment, status]);
      expect(answer.text).toContain('role="alert"');
      if (status === 409) expect(answer.text).toContain('words that must stay');
      if (fields.comment.length < 10_000) continue;
      expect(answer.text).toMatch(/id="f-comment-error"[^>]*>[^<]*10000 characters; at most 3000/);
      expect(answer.text).toContain(fields.comment);
    }
    expect((await world.core.campaigns.view(id))?.cycle?.decisions).toEqual([]);
  });

  test('a test mail goes to staff alone; a refused address stays in its field', async () => {
    const { id } = await draft();
    const at = `/campaigns/${id}`;
    const refused = await postFrom(marketer, at, `${at}/test`, { addresses: 'somebody@else.example' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('value="somebody@else.example"');
    expect(refused.text).toMatch(/id="f-addresses-error">somebody@else.example is not the address/);
    const sent = await postFrom(marketer, at, `${at}/test`, { addresses: team.it.staff.email });
    expect([sent.status, sent.headers.location]).toEqual([303, `${at}#test`]);
    const page = (await marketer.get(at)).text;
    expect(page).toMatch(
      /<section class="card" id="test">(?:(?!<\/section>).)*role="status"><p>Test mails sent: 1\.</s,
    );
    expect(page.match(/class="banner/g)).toHaveLength(2);
    const { mails } = await world.core.outbox.search({ campaignId: id });
    expect(mails.map((mail) => [mail.address, mail.test])).toEqual([[team.it.staff.email, true]]);
    const [mail] = mails;
    const html = await marketer.get(`/outbox/${mail?.id}/html`).expect(200);
    expect(html.headers['content-security-policy']).toContain('sandbox');
    expect((await marketer.get(`/outbox/${mail?.id}`)).text).toContain('[Test]');
  });
});

describe('who may see what', () => {
  test('a manager reads a campaign and its report, and changes nothing', async () => {
    const { id } = await draft();
    const manager = await signedIn(world.app, team.manager.staff.email);
    const page = await manager.get(`/campaigns/${id}`).expect(200);
    expect(page.text).not.toContain(`/campaigns/${id}/edit`);
    await manager.get(`/campaigns/${id}/edit`).expect(403);
    await manager.get('/outbox').expect(403);
    await manager.get(`/reports/${id}/people.csv`).expect(403);
    expect((await postFrom(manager, '/campaigns', `/campaigns/${id}/duplicate`)).status).toBe(403);
  });

  test('an unknown campaign is 404 everywhere', async () => {
    for (const path of [
      '/campaigns/C-9999',
      '/campaigns/C-9999/edit',
      '/campaigns/C-9999/preview',
      '/campaigns/x',
      '/reports/C-9999',
      '/reports/C-9999/people',
    ]) {
      expect([path, (await marketer.get(path)).status]).toEqual([path, 404]);
    }
  });
});
