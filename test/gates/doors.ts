import { spawnSync } from 'node:child_process'
import { z } from 'zod'
import { type Finding, isCode, isTest, type Source } from './tree.ts'

const reportShape = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    violations: z.array(
      z.object({
        rule: z.object({ name: z.string() }),
        from: z.string(),
        to: z.string(),
        cycle: z.array(z.object({ name: z.string() })).optional(),
      }),
    ),
    ruleSetUsed: z.object({ forbidden: z.array(z.object({ name: z.string(), comment: z.string() })) }),
  }),
})

/**
 * House rules about imports, by dependency-cruiser with the project's own configuration. A file that it did not read is a finding too:
 * without a TypeScript compiler that it understands, it reads nothing and reports success.
 */
export function findDoors(root: string, sources: readonly Source[]): Finding[] {
  const run = spawnSync(
    process.execPath,
    [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.mjs',
      '--output-type',
      'json',
      'src',
      'bin',
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  )
  if (!run.stdout.startsWith('{'))
    throw new Error(`dependency-cruiser said nothing that can be read: ${run.stderr || run.stdout || run.error}`)
  const report = reportShape.parse(JSON.parse(run.stdout))
  const read = new Set(report.modules.map((module) => module.source))
  const reasons = new Map(report.summary.ruleSetUsed.forbidden.map(({ name, comment }) => [name, comment]))
  return [
    ...report.summary.violations.map(({ rule, from, to, cycle }) => ({
      rule: rule.name,
      path: from,
      line: 1,
      why: `Imports ${cycle ? cycle.map(({ name }) => name).join(' → ') : to}. ${reasons.get(rule.name) ?? ''}`,
    })),
    ...sources
      .filter(({ path }) => path.startsWith('src/') && isCode(path) && !isTest(path) && !read.has(path))
      .map(({ path }) => ({
        rule: 'every-file-is-read',
        path,
        line: 1,
        why: 'dependency-cruiser did not read this file, so its imports are unchecked.',
      })),
  ]
}
