import { fileURLToPath } from 'node:url';

const rootDir = fileURLToPath(new URL('..', import.meta.url));

/** One configuration, four projects: what a test needs is said by its folder. */
const base = {
  rootDir,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transformIgnorePatterns: ['/node_modules/'],
  transform: {
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
  projects: [
    project('architecture'),
    project('unit'),
    project('integration', withDatabase),
    project('e2e', withDatabase),
  ],
};
