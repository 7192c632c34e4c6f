import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import express, { type Router } from 'express';

const own = (name: string): string => fileURLToPath(new URL(`../assets/${name}`, import.meta.url));
const { resolve } = createRequire(import.meta.url);

/** Everything a page loads, by its address under /assets/. All of it comes from this machine. */
const FILES = {
  'pico.css': () => resolve('@picocss/pico/css/pico.min.css'),
  'htmx.js': () => resolve('htmx.org/dist/htmx.min.js'),
  'portal.css': () => own('portal.css'),
  'campaigns.css': () => own('campaigns.css'),
  'portal.js': () => own('portal.js'),
  'editor.js': () => own('editor.js'),
  'icon.svg': () => own('icon.svg'),
} as const;
type AssetName = keyof typeof FILES;

const versions = new Map<AssetName, string>();

/** The address of an asset; it changes with the file's content, so that browsers may keep it. */
export const asset = (name: AssetName): string => {
  let version = versions.get(name);
  if (version === undefined) {
    version = createHash('sha256').update(readFileSync(FILES[name]())).digest('hex').slice(0, 10);
    versions.set(name, version);
  }
  return `/assets/${name}?v=${version}`;
};

export const assetRoutes = (): Router => {
  const router = express.Router();
  for (const name of Object.keys(FILES) as AssetName[]) {
    router.get(`/assets/${name}`, (_req, res) => {
      res.sendFile(FILES[name](), { maxAge: '1y', immutable: true });
    });
  }
  router.use('/assets/fonts', express.static(own('fonts'), { maxAge: '1y', immutable: true, index: false }));
  return router;
};
