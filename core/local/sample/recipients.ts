import type { CapturedMail } from '../../mail/outbox-service.ts';

/** What a mail program on a desk and one on a phone call themselves. */
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
];

/** The tracked addresses in a mail as it reached somebody. */
export interface MailLinks {
  readonly pixel: string | undefined;
  readonly clicks: readonly string[];
  /** For the one-click POST of RFC 8058. */
  readonly unsubscribe: string | undefined;
}

export const linksOf = (mail: Pick<CapturedMail, 'html' | 'headers'>): MailLinks => {
  const found = (kind: string): string[] => [
    ...new Set(mail.html.match(new RegExp(`https?://[^"'\\s<>]+/t/${kind}/[A-Za-z0-9_.~-]+`, 'g')) ?? []),
  ];
  const header = Object.entries(mail.headers).find(([name]) => name.toLowerCase() === 'list-unsubscribe')?.[1] ?? '';
  return { pixel: found('o')[0], clicks: found('c'), unsubscribe: /<(https?:[^>]+)>/.exec(header)?.[1] };
};

/** Speaks HTTP to the portal as recipients' programs do. Mail names the public address; this machine is reached by its own. */
export const createRecipients = (portal: { readonly publicUrl: string; readonly url: string }) => {
  const here = (address: string): string =>
    address.startsWith(portal.publicUrl) ? portal.url + address.slice(portal.publicUrl.length) : address;
  const ask = async (address: string, number: number, init: RequestInit = {}): Promise<number> => {
    const response = await fetch(here(address), {
      ...init,
      redirect: 'manual',
      headers: { 'user-agent': AGENTS[number % AGENTS.length] ?? '', ...init.headers },
    });
    await response.arrayBuffer();
    return response.status;
  };
  return {
    /** Status of the answer: 200. */
    open: (address: string, number = 0) => ask(address, number),
    /** Status of the answer: 302 or 303 to the link's target, which is not fetched. */
    click: (address: string, number = 0) => ask(address, number),
    /** RFC 8058: a POST without cookies. */
    oneClick: (address: string) =>
      ask(address, 0, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'List-Unsubscribe=One-Click',
      }),
  };
};
