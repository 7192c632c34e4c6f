import { imageSize } from 'image-size';
import { contentHash } from '../common/canonical-json.ts';
import { DomainError, InvalidInput } from '../common/errors.ts';
import type { Ids } from '../common/ids.ts';
import type { LocalText } from '../common/lang.ts';
import type { Config } from '../config.ts';
import type { Contact } from '../contacts/contact.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { EmailProvider } from '../mail/email-provider.ts';
import type { PeopleService } from '../people/people-service.ts';
import { actedBy, actorId } from '../people/staff.ts';
import type { Content } from './campaign.ts';
import { requirePermission } from './campaign-authority.ts';
import type { Changes } from './campaign-changes.ts';
import { asIssues } from './campaign-drafts.ts';
import { contentChanged, fieldError, notApproved, testNotSent, tooManyTests } from './campaign-errors.ts';
import { parseContent } from './campaign-input.ts';
import { pictureUrlIn, type Reading } from './campaign-reading.ts';
import type { CampaignService, Picture, RenderedMail } from './campaign-service.ts';
import type { CompiledMail } from './compiled-mail.ts';
import { createLiquidShield } from './liquid-template.ts';
import { madeUpContact } from './made-up-contact.ts';
import { blocksAsSource } from './mail-mjml.ts';
import { mapBlocks } from './mail-texts.ts';
import type { PictureStore } from './picture-store.ts';
import { renderFor } from './render-for.ts';
import { TESTS_AN_HOUR, type TestMailStore } from './test-mail-store.ts';

/** `area`: a few kilobytes can unpack to gigabytes in the mail program of whoever opens the mail. */
const PICTURE_LIMITS = { bytes: 5 * 1024 * 1024, pixels: 8_000, area: 25_000_000 } as const;
const TEST_RECIPIENTS = 10;

const PICTURE_TYPES: Readonly<Record<string, Picture['contentType']>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};

const pictureRefused = (en: string, ko: string): DomainError => {
  const text: LocalText = { en, ko };
  return new DomainError({ code: 'campaign.picture_refused', kind: 'invalid', field: 'picture', text });
};

/** What a file really is, whatever its name says. @throws campaign.picture_refused */
const readPicture = (content: Buffer): Pick<Picture, 'contentType' | 'width' | 'height' | 'bytes'> => {
  const bytes = content.length;
  if (bytes > PICTURE_LIMITS.bytes) {
    throw pictureRefused(
      'The picture is larger than 5 MB. Make it smaller and upload it again.',
      '사진이 5MB를 넘습니다. 크기를 줄여 다시 올려 주세요.',
    );
  }
  let size: ReturnType<typeof imageSize> | undefined;
  try {
    size = imageSize(content);
  } catch {
    size = undefined;
  }
  const contentType = PICTURE_TYPES[size?.type ?? ''];
  if (size === undefined || contentType === undefined || size.width < 1 || size.height < 1) {
    throw pictureRefused(
      'The file is not a PNG, JPEG, GIF or WebP picture. Save it as one of these and upload it again.',
      'PNG, JPEG, GIF, WebP 사진 파일이 아닙니다. 이 중 하나로 저장하여 다시 올려 주세요.',
    );
  }
  const { width, height } = size;
  if (width > PICTURE_LIMITS.pixels || height > PICTURE_LIMITS.pixels) {
    throw pictureRefused(
      `The picture is ${width} × ${height} pixels; at most 8,000 each way.`,
      `사진이 ${width} × ${height} 픽셀입니다. 가로세로 각각 8,000픽셀까지 가능합니다.`,
    );
  }
  if (width * height > PICTURE_LIMITS.area) {
    const millions = Math.ceil((width * height) / 1_000_000);
    throw pictureRefused(
      `The picture has ${millions} million pixels (${width} × ${height}); at most 25 million. Make it smaller and upload it again.`,
      `사진이 ${millions * 100}만 픽셀(${width} × ${height})입니다. 2,500만 픽셀까지 가능합니다. 크기를 줄여 다시 올려 주세요.`,
    );
  }
  return { contentType, width, height, bytes };
};

type MailMethods =
  | 'compile'
  | 'preview'
  | 'previewContent'
  | 'sourceOf'
  | 'sendTest'
  | 'addPicture'
  | 'picture'
  | 'pictures';

/** What a campaign's mail looks like, and the pictures in it. */
export const createCampaignMail = (deps: {
  config: Config;
  changes: Changes;
  reading: Reading;
  contacts: ContactService;
  people: PeopleService;
  provider: EmailProvider;
  pictures: PictureStore;
  testMails: TestMailStore;
  ids: Ids;
}): Pick<CampaignService, MailMethods> => {
  const { config, changes, reading, contacts, people, provider, pictures, testMails, ids } = deps;

  const mailOf = async (content: Content, senderDomain: string): Promise<CompiledMail> => {
    const { mail, problems } = await reading.compile(content, senderDomain);
    if (mail === undefined) throw new InvalidInput(asIssues(problems));
    return mail();
  };
  const rendered = async (content: Content, senderDomain: string, contact?: Contact): Promise<RenderedMail> =>
    renderFor(await mailOf(content, senderDomain), contact ?? madeUpContact(await contacts.attributes(), content.lang));

  /** Staff only: a test is not a way to write to people who did not consent. */
  const staffAddresses = async (addresses: readonly string[]): Promise<string[]> => {
    const wanted = [...new Set(addresses.map((a) => a.trim().toLowerCase()).filter((a) => a !== ''))];
    const one = (en: string, ko: string) =>
      new InvalidInput([fieldError('addresses', { en, ko }, 'campaign.test_addresses')]);
    if (wanted.length === 0) throw one('give at least one address.', '주소를 하나 이상 입력하세요.');
    if (wanted.length > TEST_RECIPIENTS)
      throw one(`at most ${TEST_RECIPIENTS} addresses.`, `주소는 ${TEST_RECIPIENTS}개까지입니다.`);
    for (const address of wanted) {
      if ((await people.byEmail(address))?.status !== 'active') {
        throw one(
          `${address.slice(0, 100)} is not the address of an active member of staff. Test mails go to staff only.`,
          `${address.slice(0, 100)}은(는) 활동 중인 구성원의 주소가 아닙니다. 테스트 메일은 구성원에게만 보낼 수 있습니다.`,
        );
      }
    }
    return wanted;
  };

  return {
    async compile(id) {
      const campaign = await changes.get(id);
      const { approved } = campaign;
      if (approved === null) throw notApproved(id);
      const { hashes } = await reading.hashesOf(campaign);
      if (hashes.marketing !== approved.hashes.marketing || hashes.it !== approved.hashes.it) throw contentChanged(id);
      return mailOf(campaign.content, campaign.senderDomain);
    },

    async preview(id, contact) {
      const { content, senderDomain } = await changes.get(id);
      return rendered(content, senderDomain, contact);
    },

    async previewContent(given, contact) {
      const blank: Content = {
        fromName: config.workspace.organisation,
        fromLocalPart: 'news',
        replyTo: '',
        subject: '',
        preheader: '',
        lang: 'en',
        body: { kind: 'blocks', blocks: [] },
      };
      return rendered({ ...blank, ...parseContent(given) }, config.mail.fromDomain, contact);
    },

    sourceOf(given) {
      const { lang = 'en', body } = parseContent(given);
      const blocks = body?.blocks ?? [];
      // The word is made from the blocks, so that none of them can hold it.
      const shield = createLiquidShield(`lq${contentHash(blocks).slice(0, 16)}n`);
      const hidden = mapBlocks(blocks, shield.hide);
      return shield.show(blocksAsSource({ lang, blocks: hidden }, pictureUrlIn(config)));
    },

    async sendTest(actor, id, addresses) {
      requirePermission(actor, 'campaigns.steer', { en: 'send a test mail', ko: '테스트 메일 발송' });
      const campaign = await changes.get(id);
      const to = await staffAddresses(addresses);
      const mail = await rendered(campaign.content, campaign.senderDomain);
      // Counted before it is sent: who presses many times at once, or where the provider fails, is held too.
      const now = await changes.now();
      const again = await testMails.take(actorId(actor), now);
      if (again !== undefined) throw tooManyTests(TESTS_AN_HOUR, { now, again, zone: config.workspace.timeZone });
      const testId = ids.next();
      const answer = await provider.submit({
        runId: `${id}/test`,
        batchId: `test-${testId}`,
        attempt: 1,
        campaignId: id,
        messageId: `test-${testId}@${campaign.senderDomain}`,
        from: mail.from,
        replyTo: mail.replyTo,
        subject: `[Test] ${mail.subject}`,
        html: mail.html,
        text: mail.text,
        headers: {},
        recipients: to.map((address) => ({ address, variables: '{}' })),
        test: true,
      });
      if (answer.kind !== 'accepted') {
        throw testNotSent(answer.kind === 'throttled' ? 'the provider asks to wait' : answer.reason);
      }
      await changes.tell(id, {
        kind: 'test_sent',
        data: { recipients: to.length },
        audit: 'campaign.test_sent',
        ...actedBy(actor),
        at: await changes.now(),
      });
      return { sent: to.length };
    },

    async addPicture(actor, { fileName, content, alt }) {
      requirePermission(actor, 'campaigns.edit', { en: 'upload a picture', ko: '사진 업로드' });
      const picture: Picture = {
        id: ids.next(),
        fileName: (fileName.split(/[\\/]/).at(-1) ?? '').replace(/[^\p{L}\p{N} ._-]/gu, '').slice(-120) || 'picture',
        ...readPicture(content),
        createdAt: await changes.now(),
      };
      await pictures.insert(picture, alt.slice(0, 300), content);
      return picture;
    },
    picture: (id) => pictures.byId(id),
    pictures: () => pictures.list(),
  };
};
