import type { ComponentChildren } from 'preact';
import { can, type LocalText, type Permission } from '../../core/index.ts';
import { asset } from '../http/assets.ts';
import { useText, useViewer } from '../http/context.ts';
import { useFrame } from '../http/frame.ts';
import { COMMON } from '../words/common.ts';
import { Banner } from './banner.tsx';
import { Flash } from './flash.tsx';
import { PostButton } from './form.tsx';

export type NavKey =
  | 'home'
  | 'campaigns'
  | 'reviews'
  | 'contacts'
  | 'segments'
  | 'personas'
  | 'outbox'
  | 'insights'
  | 'digests'
  | 'search'
  | 'people'
  | 'audit'
  | 'settings'
  | 'account';

const NAV: readonly { key: NavKey; href: string; text: LocalText; permission?: Permission; icon: string }[] = [
  { key: 'home', href: '/', text: COMMON.home, icon: 'M3 11l9-8 9 8v10h-6v-6H9v6H3z' },
  {
    key: 'campaigns',
    href: '/campaigns',
    text: COMMON.campaigns,
    permission: 'campaigns.view',
    icon: 'M3 5h18v14H3zM3 6l9 7 9-7',
  },
  { key: 'reviews', href: '/reviews', text: COMMON.reviews, permission: 'campaigns.view', icon: 'M4 12l5 5L20 6' },
  {
    key: 'contacts',
    href: '/contacts',
    text: COMMON.contacts,
    permission: 'contacts.view',
    icon: 'M12 4a4 4 0 110 8 4 4 0 010-8zM4 21c0-4 4-6 8-6s8 2 8 6',
  },
  {
    key: 'segments',
    href: '/segments',
    text: COMMON.segments,
    permission: 'segments.view',
    icon: 'M3 5h18l-7 8v6l-4 2v-8z',
  },
  {
    key: 'personas',
    href: '/personas',
    text: COMMON.personas,
    permission: 'insights.share',
    icon: 'M4 5h16v14H4zM9 9a2 2 0 110 4 2 2 0 010-4zM6 17c0-2 1.500-3 3-3s3 1 3 3M15 10h3M15 14h3',
  },
  {
    key: 'insights',
    href: '/insights',
    text: COMMON.insights,
    permission: 'insights.share',
    icon: 'M4 4h16v12H9l-5 4z',
  },
  {
    key: 'digests',
    href: '/digests',
    text: COMMON.digests,
    permission: 'insights.share',
    icon: 'M5 3h14v18H5zM9 8h6M9 12h6M9 16h3',
  },
  {
    key: 'outbox',
    href: '/outbox',
    text: COMMON.outbox,
    permission: 'outbox.view',
    icon: 'M3 13h5l2 3h4l2-3h5M3 13l3-8h12l3 8v6H3z',
  },
  {
    key: 'people',
    href: '/people',
    text: COMMON.people,
    permission: 'people.manage',
    icon: 'M9 4a3.5 3.5 0 110 7 3.5 3.5 0 010-7zM2 20c0-4 3-6 7-6s7 2 7 6M16 5a3 3 0 010 6M18 14c3 .6 4 2.600 4 6',
  },
  {
    key: 'audit',
    href: '/audit',
    text: COMMON.audit,
    permission: 'audit.view',
    icon: 'M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h3',
  },
  {
    key: 'settings',
    href: '/settings',
    text: COMMON.settings,
    permission: 'channels.manage',
    icon: 'M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4',
  },
];

const Icon = ({ path }: { path: string }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={path} />
  </svg>
);

const Brand = () => (
  <a class="brand" href="/">
    <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <circle cx="12" cy="16" r="8.500" />
      <circle cx="20" cy="16" r="8.500" />
    </svg>
    <span>Tandem</span>
  </a>
);

const Head = ({ title }: { title: string }) => (
  <head>
    <meta charSet="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="htmx-config" content='{"includeIndicatorCSS":false}' />
    <title>{`${title} · Tandem`}</title>
    <link rel="icon" href={asset('icon.svg')} type="image/svg+xml" />
    <link rel="stylesheet" href={asset('pico.css')} />
    <link rel="stylesheet" href={asset('portal.css')} />
    <link rel="stylesheet" href={asset('campaigns.css')} />
    <script src={asset('htmx.js')} defer />
    <script src={asset('portal.js')} defer />
  </head>
);

/** Languages by their own names; before sign-in only, as an account has its own. */
const LanguageSwitch = () => {
  const { lang, path } = useViewer();
  const t = useText();
  return (
    <nav class="languages" aria-label={t(COMMON.language)}>
      {(['ko', 'en'] as const).map((to) => (
        <a
          key={to}
          href={`/language/${to}?back=${encodeURIComponent(path)}`}
          lang={to}
          aria-current={to === lang ? 'true' : undefined}
        >
          {to === 'ko' ? '한국어' : 'English'}
        </a>
      ))}
    </nav>
  );
};

const Navigation = ({ active }: { active?: NavKey | undefined }) => {
  const t = useText();
  const { staff } = useViewer();
  const { waiting } = useFrame();
  if (staff === undefined) return null;
  return (
    <nav class="nav" aria-label={t(COMMON.mainNavigation)} id="nav">
      {can(staff, 'insights.share') ? (
        <form method="get" action="/search" class="nav-search">
          <input
            type="search"
            name="q"
            aria-label={t(COMMON.search)}
            placeholder={t(COMMON.search)}
            maxLength={200}
            autoComplete="off"
          />
        </form>
      ) : null}
      <ul>
        {NAV.filter((item) => item.permission === undefined || can(staff, item.permission)).map((item) => (
          <li key={item.key}>
            <a href={item.href} aria-current={item.key === active ? 'page' : undefined}>
              <Icon path={item.icon} />
              <span>{t(item.text)}</span>
              {item.key === 'reviews' && waiting > 0 ? (
                <span class="nav-count">
                  {waiting}
                  <span class="visually-hidden"> {t(COMMON.waitForYou)}</span>
                </span>
              ) : null}
            </a>
          </li>
        ))}
      </ul>
      <div class="nav-me">
        <a href="/account" aria-current={active === 'account' ? 'page' : undefined}>
          <span class="avatar" aria-hidden="true">
            {[...staff.name][0]}
          </span>
          <span>
            <span class="visually-hidden">{t(COMMON.account)}: </span>
            {staff.name}
          </span>
        </a>
        <PostButton action="/sign-out" label={t(COMMON.signOut)} tone="quiet" />
      </div>
    </nav>
  );
};

/**
 * A page of the portal. Signed in it has the navigation; signed out only the brand and the language switch.
 * `actions` stand beside the title; `lead` is a sentence under it; `narrow` suits forms.
 */
export const Page = ({
  title,
  active,
  actions,
  lead,
  back,
  narrow,
  children,
}: {
  title: string;
  active?: NavKey | undefined;
  actions?: ComponentChildren;
  lead?: ComponentChildren;
  /** Where the page hangs: a link above the title. */
  back?: { readonly href: string; readonly label: string } | undefined;
  narrow?: boolean | undefined;
  children: ComponentChildren;
}) => {
  const t = useText();
  const { lang, staff, csrfToken } = useViewer();
  const { freeze } = useFrame();
  const signedIn = staff !== undefined;
  return (
    <html lang={lang}>
      <Head title={title} />
      <body
        class={signedIn ? 'app' : 'plain'}
        {...(signedIn ? { 'hx-headers:inherited': JSON.stringify({ 'x-csrf-token': csrfToken }) } : {})}
      >
        <a class="skip" href="#main">
          {t(COMMON.skip)}
        </a>
        <header class="top">
          <Brand />
          {signedIn ? (
            <button
              type="button"
              class="menu-button secondary small"
              aria-expanded="false"
              aria-controls="nav"
              data-menu
            >
              {t(COMMON.menu)}
            </button>
          ) : (
            <LanguageSwitch />
          )}
          <Navigation active={active} />
        </header>
        <main id="main" tabIndex={-1} class={narrow === true ? 'narrow' : undefined}>
          <Flash />
          {freeze === undefined ? null : (
            <Banner tone="warning">
              <a href="/freezes">{t(COMMON.frozen, { reason: freeze })}</a>
            </Banner>
          )}
          <div class="page-head">
            <div>
              {back === undefined ? null : (
                <a class="back" href={back.href}>
                  ← {back.label}
                </a>
              )}
              <h1>{title}</h1>
              {lead === undefined ? null : <p class="lead">{lead}</p>}
            </div>
            {actions === undefined ? null : <div class="actions">{actions}</div>}
          </div>
          {children}
        </main>
      </body>
    </html>
  );
};
