import { fileURLToPath } from 'node:url';

const rootDir = fileURLToPath(new URL('..', import.meta.url));

/** The largest packages by their main files, which one worker loads once; on a Node before 20.16 each test file does. */
const LOADED_ONCE = '(mjml/lib|@microsoft/teams-ai/lib|botbuilder/lib|playwright-core)/index\\.js$';
const canLoadOnce = process.getBuiltinModule !== undefined;

/** One configuration, four projects: what a test needs is said by its folder. */
const base = {
  rootDir,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transformIgnorePatterns: [canLoadOnce ? `/node_modules/(?!${LOADED_ONCE})` : '/node_modules/'],
  transform: {
    ...(canLoadOnce ? { [`/node_modules/${LOADED_ONCE}`]: '<rootDir>/test/support/loaded-once.mjs' } : {}),
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic', importSource: 'preact', throwIfNamespace: false } },
        },
        module: { type: 'es6' },
      },
    ],
  },
};

const project = (displayName, extra = {}) => ({
  ...base,
  displayName,
  testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`, `<rootDir>/test/${displayName}/**/*.test.tsx`],
  ...extra,
});

const withDatabase = {
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
};

export default {
  rootDir,
  coverageProvider: 'v8',
  testTimeout: 60_000,
  // Modules of a test file stay in memory with its worker: about 30 MB a file.
  workerIdleMemoryLimit: '1GB',
  testSequencer: '<rootDir>/test/support/longest-first.mjs',
  projects: [
    project('architecture'),
    project('unit'),
    project('integration', withDatabase),
    project('e2e', withDatabase),
  ],
};
