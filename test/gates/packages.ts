import { z } from 'zod'
import type { Finding, Source } from './tree.ts'

const permissive = [
  'MIT',
  'MIT-0',
  'BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'ISC',
  '0BSD',
  'PostgreSQL',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
  'Python-2.0',
  'Zlib',
]

/** Packages under another licence, each with the reason why it may be a runtime dependency. */
const exceptions: readonly { readonly name: RegExp; readonly license: string; readonly because: string }[] = [
  {
    name: /^lightningcss(-.+)?$/,
    license: 'MPL-2.0',
    because: 'comes with Vite, runs unmodified while the web part is built, and is in no file that is served',
  },
  {
    name: /^@fontsource-variable\/(inter|noto-sans-sc|noto-sans-kr)$/,
    license: 'OFL-1.1',
    because: 'a typeface; OFL allows to bundle it with software and to embed it in documents',
  },
  {
    name: /^date-holidays$/,
    license: '(ISC AND CC-BY-3.0)',
    because: 'its tables of holidays are under CC-BY-3.0, which asks to be named: NOTICE does',
  },
  {
    name: /^argparse$/,
    license: 'PSF-2.0',
    because: 'the licence of Python, permissive; comes with date-holidays for a script that is not run',
  },
  { name: /^png-js$/, license: 'none stated', because: 'its manifest forgets the licence; the file LICENSE in it is MIT' },
]

const manifestShape = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
  overrides: z.record(z.string(), z.string()).default({}),
})

const lockShape = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional(), license: z.string().optional(), dev: z.boolean().optional() })),
})

/** House rules about what is installed: versions are exact, and what runs has a permissive licence. */
export function findPackages(sources: readonly Source[]): Finding[] {
  const text = (path: string) => sources.find((source) => source.path === path)?.text ?? '{"packages":{}}'
  return [...looseVersions(text('package.json')), ...closedLicences(text('package-lock.json'))]
}

function looseVersions(manifest: string): Finding[] {
  const { dependencies, devDependencies, overrides } = manifestShape.parse(JSON.parse(manifest))
  return Object.entries({ ...dependencies, ...devDependencies, ...overrides })
    .filter(([, version]) => !/^(npm:(@[\w-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => ({
      rule: 'exact-versions',
      path: 'package.json',
      line: lineOf(manifest, `"${name}": "${version}"`),
      why: `${name} is "${version}": pin one version, so that two clones are the same.`,
    }))
}

function closedLicences(lock: string): Finding[] {
  return Object.entries(lockShape.parse(JSON.parse(lock)).packages)
    .filter(([path, entry]) => path.startsWith('node_modules/') && !entry.dev)
    .map(([path, entry]) => ({ path, name: path.replace(/^.*node_modules\//, ''), license: entry.license ?? 'none stated' }))
    .filter(
      ({ name, license }) => !isPermissive(license) && !exceptions.some((known) => known.name.test(name) && known.license === license),
    )
    .map(({ path, name, license }) => ({
      rule: 'permissive-licences',
      path: 'package-lock.json',
      line: lineOf(lock, `"${path}"`),
      why: `${name} is under ${license}. Take another package, or write the reason into test/gates/packages.ts.`,
    }))
}

/** An SPDX expression: one of several for OR, each of them for AND. */
function isPermissive(expression: string): boolean {
  const plain = expression.replace(/[()]/g, '')
  if (plain.includes(' AND ')) return plain.split(' AND ').every(isPermissive)
  return plain.split(' OR ').some((license) => permissive.includes(license.trim()))
}

function lineOf(text: string, part: string): number {
  const index = text.indexOf(part)
  return index < 0 ? 1 : text.slice(0, index).split('\n').length
}
