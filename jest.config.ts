import type { Config } from 'jest'

const shared = {
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': 'ts-jest' },
  moduleNameMapper: {
    '^typeorm-alkey$': '<rootDir>/src/index.ts',
    '^typeorm-alkey/testing$': '<rootDir>/src/testing/index.ts',
  },
} satisfies Config

const withServers = {
  ...shared,
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
} satisfies Config

const config: Config = {
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
    { ...withServers, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.test.ts'] },
    {
      ...withServers,
      displayName: 'integration, typeorm 0.3',
      moduleNameMapper: { ...shared.moduleNameMapper, '^typeorm$': 'typeorm03' },
      testMatch: ['<rootDir>/test/integration/**/*.test.ts'],
      // Those that don't use TypeORM, or in other processes only.
      testPathIgnorePatterns: [
        'support',
        'token-[a-z]+',
        'redis-[a-z-]+',
        'delivery',
        'read-your-writes',
        'shared-connection',
      ].map((name) => `/integration/${name}\\.test`),
    },
    {
      ...withServers,
      displayName: 'integration, ioredis 6',
      moduleNameMapper: { ...shared.moduleNameMapper, '^ioredis$': 'ioredis6' },
      testMatch: ['token-stores', 'token-lifetimes', 'redis-*', 'delivery', 'transactions'].map(
        (name) => `<rootDir>/test/integration/${name}.test.ts`,
      ),
    },
    { ...withServers, displayName: 'faults', testMatch: ['<rootDir>/test/faults/**/*.test.ts'] },
    { ...withServers, displayName: 'package', testMatch: ['<rootDir>/test/package/**/*.test.ts'] },
  ],
  testTimeout: 30_000,
}

export default config
