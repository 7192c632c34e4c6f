import { createPublicKey } from 'node:crypto';
import type { ProviderStanding } from '../../mail/email-provider.ts';
import { alignedWith, type DmarcRecord, findDmarc } from './dmarc.ts';
import { amber, type Finding, green, type Head, notApplicable, plain, red, say, softened } from './finding.ts';
import type { NameLookup } from './preflight-service.ts';

const SPF: Head = { id: 'spf', group: 'sender', label: plain('SPF') };
const DKIM: Head = { id: 'dkim', group: 'sender', label: plain('DKIM') };
const DMARC: Head = { id: 'dmarc', group: 'sender', label: plain('DMARC') };

const RESERVED = say('reserved for samples', '예시용으로 예약된 이름');
const STAYS = say('nothing leaves the outbox', '보낼 편지함 밖으로 발송되지 않음');
/** Selectors that providers use where nobody names one. */
const USUAL_SELECTORS = ['mailo', 'k1', 'pic', 'mx', 'mta', 's1', 'selector1', 'google', 'default'];
const WEAK_BITS = 1_024;

const silent = (head: Head, name: string): Finding =>
  amber(
    head,
    `${head.id}.timeout`,
    say(`No name server answered for ${name}.`, `${name}에 대해 응답한 네임 서버가 없습니다.`),
    say('Look at the name servers of the domain, then check again.', '도메인의 네임 서버를 확인한 뒤 다시 점검하세요.'),
  );

const cut = (text: string): string => (text.length > 160 ? `${text.slice(0, 159)}…` : text);

const spfOf = async (domain: string, viaMailgun: boolean, lookup: NameLookup): Promise<Finding> => {
  let records: readonly string[];
  try {
    records = ((await lookup.txt(domain)) ?? []).filter((text) => /^v=spf1(\s|$)/i.test(text.trim()));
  } catch {
    return silent(SPF, domain);
  }
  const [record] = records;
  if (record === undefined) {
    return red(
      SPF,
      'spf.missing',
      say(`${domain} has no SPF record.`, `${domain}에 SPF 레코드가 없습니다.`),
      say(
        `Add the TXT record "v=spf1 include:mailgun.org ~all" to ${domain}.`,
        `${domain}에 TXT 레코드 "v=spf1 include:mailgun.org ~all"을 추가하세요.`,
      ),
    );
  }
  if (records.length > 1) {
    return red(
      SPF,
      'spf.several',
      say(
        `${domain} has ${records.length} SPF records; receivers then take none.`,
        `${domain}에 SPF 레코드가 ${records.length}개 있어 모두 무시됩니다.`,
      ),
      say('Merge them into one TXT record.', '하나의 TXT 레코드로 합치세요.'),
    );
  }
  if (/(^|\s)\+?all(\s|$)/i.test(record)) {
    return red(
      SPF,
      'spf.open',
      plain(cut(record)),
      say(
        '"+all" lets everybody send as you. End it in "~all" or "-all".',
        '"+all"은 누구나 이 도메인으로 보낼 수 있게 합니다. "~all"이나 "-all"로 끝나게 하세요.',
      ),
    );
  }
  if (viaMailgun && !/mailgun\.(org|net)|\bredirect=/i.test(record)) {
    return amber(
      SPF,
      'spf.without_provider',
      plain(cut(record)),
      say(
        'Mailgun is not named in it. Add "include:mailgun.org".',
        'Mailgun이 포함되어 있지 않습니다. "include:mailgun.org"를 추가하세요.',
      ),
    );
  }
  return green(SPF, plain(cut(record)));
};

/** Bits of an RSA key as it stands in `p=`; undefined for another kind of key or what cannot be read. */
const bitsOf = (key: string): number | undefined => {
  try {
    const made = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
    return made.asymmetricKeyDetails?.modulusLength;
  } catch {
    return undefined;
  }
};

const dkimOf = async (domain: string, provider: ProviderStanding, lookup: NameLookup): Promise<Finding> => {
  const named = provider.kind === 'read' ? provider.dkimNames : [];
  const names = named.length > 0 ? named : USUAL_SELECTORS.map((selector) => `${selector}._domainkey.${domain}`);
  const answers = await Promise.allSettled(names.map((name) => lookup.txt(name)));
  const keys = answers.flatMap((answer, i) => {
    const record = answer.status === 'fulfilled' ? answer.value?.find((text) => /(^|;)\s*p\s*=/.test(text)) : undefined;
    if (record === undefined) return [];
    const key = (/(?:^|;)\s*p\s*=([^;]*)/.exec(record)?.[1] ?? '').replace(/\s+/g, '');
    return [{ name: names[i] ?? '', key, bits: bitsOf(key) }];
  });
  const good = keys.find(({ key }) => key !== '');
  if (good !== undefined && good.bits !== undefined && good.bits < WEAK_BITS) {
    return red(
      DKIM,
      'dkim.weak',
      say(`${good.name}: ${good.bits} bits`, `${good.name}: ${good.bits}비트`),
      say(
        'Receivers ignore so short a key. Make one of 2,048 bits.',
        '너무 짧은 키는 무시됩니다. 2,048비트 키를 만드세요.',
      ),
    );
  }
  if (good !== undefined) {
    return green(DKIM, plain(good.bits === undefined ? good.name : `${good.name}, ${good.bits} bit`));
  }
  const [revoked] = keys;
  if (revoked !== undefined) {
    return red(
      DKIM,
      'dkim.revoked',
      say(`${revoked.name} is revoked: its key is empty.`, `${revoked.name}의 키가 비어 있어 폐기된 상태입니다.`),
      say('Publish the key that the provider shows for the domain.', '발송사가 보여 주는 도메인 키를 게시하세요.'),
    );
  }
  if (answers.every((answer) => answer.status === 'rejected')) return silent(DKIM, domain);
  if (named.length === 0) {
    return provider.kind === 'none'
      ? notApplicable(
          DKIM,
          say(
            'The outbox signs nothing, so no selector is named.',
            '보낼 편지함은 서명하지 않으므로 셀렉터가 없습니다.',
          ),
        )
      : amber(
          DKIM,
          'dkim.unknown',
          say(
            'The provider named no selector, and none of the usual ones has a key.',
            '발송사가 셀렉터를 알려 주지 않았고, 흔히 쓰는 셀렉터에도 키가 없습니다.',
          ),
          say('Look at the domain in Mailgun under DNS records.', 'Mailgun의 도메인 DNS 레코드 화면에서 확인하세요.'),
        );
  }
  return red(
    DKIM,
    'dkim.missing',
    say(`${named.join(', ')} has no key.`, `${named.join(', ')}에 키가 없습니다.`),
    say('Publish the TXT record that Mailgun shows for the domain.', 'Mailgun이 보여 주는 TXT 레코드를 게시하세요.'),
  );
};

const shown = (record: DmarcRecord): string =>
  record.inherited ? `${cut(record.text)} (${record.domain}, sp)` : cut(record.text);

const dmarcOf = async (domain: string, provider: ProviderStanding, lookup: NameLookup): Promise<Finding> => {
  const found = await findDmarc(domain, lookup);
  switch (found.kind) {
    case 'silent':
      return silent(DMARC, found.name);
    case 'missing':
      return red(
        DMARC,
        'dmarc.missing',
        say(
          `Neither ${domain} nor a domain above it has a DMARC record.`,
          `${domain}과 상위 도메인에 DMARC 레코드가 없습니다.`,
        ),
        say(
          `Add the TXT record "v=DMARC1; p=none; rua=mailto:…" as _dmarc.${domain}, and tighten it later.`,
          `_dmarc.${domain}에 TXT 레코드 "v=DMARC1; p=none; rua=mailto:…"을 추가하고 이후 강화하세요.`,
        ),
      );
    case 'several':
      return red(
        DMARC,
        'dmarc.several',
        say(
          `${found.name} has several DMARC records; receivers then take none.`,
          `${found.name}에 DMARC 레코드가 여러 개 있어 모두 무시됩니다.`,
        ),
        say('Leave one.', '하나만 남기세요.'),
      );
  }
  const { record } = found;
  if (record.policy === undefined) {
    return red(
      DMARC,
      'dmarc.invalid',
      plain(shown(record)),
      say('Its p= is not none, quarantine or reject.', 'p= 값이 none, quarantine, reject 중 하나가 아닙니다.'),
    );
  }
  if (provider.kind === 'read' && !alignedWith(record, domain, provider.domain)) {
    return red(
      DMARC,
      'dmarc.not_aligned',
      say(
        `Mail comes from ${domain} and is signed by ${provider.domain}. ${shown(record)}`,
        `발신 도메인은 ${domain}, 서명 도메인은 ${provider.domain}입니다. ${shown(record)}`,
      ),
      say(
        `Send from ${provider.domain}, or verify ${domain} in Mailgun.`,
        `${provider.domain}에서 보내거나 Mailgun에서 ${domain}을(를) 인증하세요.`,
      ),
    );
  }
  if (record.policy === 'none') {
    return amber(
      DMARC,
      'dmarc.none',
      plain(shown(record)),
      say(
        'Everybody may still send in your name. Once its reports are clean, set p=quarantine or p=reject.',
        '아직 누구나 이 도메인을 사칭할 수 있습니다. 보고서에 이상이 없으면 p=quarantine이나 p=reject로 바꾸세요.',
      ),
    );
  }
  return green(DMARC, plain(shown(record)));
};

/** SPF, DKIM and DMARC of the domain that mail comes from. Never throws. */
export const checkSender = async (
  input: { readonly domain: string; readonly reserved: boolean; readonly provider: ProviderStanding },
  lookup: NameLookup,
): Promise<readonly Finding[]> => {
  const { domain, provider } = input;
  if (input.reserved)
    return [SPF, DKIM, DMARC].map((head) =>
      notApplicable(head, { en: `${domain}: ${RESERVED.en}`, ko: `${domain}: ${RESERVED.ko}` }),
    );
  const found = await Promise.all([
    spfOf(provider.kind === 'read' ? provider.domain : domain, provider.kind !== 'none', lookup),
    dkimOf(domain, provider, lookup),
    dmarcOf(domain, provider, lookup),
  ]);
  return provider.kind === 'none' ? found.map((finding) => softened(finding, STAYS)) : found;
};
