import { configDefaults, defineConfig } from 'vitest/config'

/** These have a process for each file: they replace a module or its texts for all that load it, or look at the memory of their process. */
const alone = [
  'src/kernel/said-again.test.ts',
  'src/rooms/capture/actions/short-memory.test.ts',
  'src/rooms/capture/actions/hostile-files.test.ts',
  'src/rooms/capture/actions/export-all.test.ts',
  'src/rooms/capture/actions/big-file.test.ts',
]

export default defineConfig({
  test: {
    globalSetup: ['test/kit/scratch.setup.ts', 'test/kit/postgres.setup.ts'],
    reporters: ['default', './test/kit/count-reporter.ts'],
    // Two cores and a real database: more workers only wait for each other.
    maxWorkers: 2,
    execArgv: ['--import', new URL('bin/quick-imports.mjs', import.meta.url).href],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'alone', include: alone } },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...alone],
          // One process runs file after file, so that the sources are loaded twice in a run and not once for each file.
          isolate: false,
        },
      },
    ],
  },
})
