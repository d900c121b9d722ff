import ts from 'typescript'
import { nodesOf, parse, textParts } from './syntax.ts'
import { type Finding, isCode, isTest, lineAt, type Source } from './tree.ts'

/** A rule that reads one file at a time: which files it reads, and what it finds there. */
interface TextRule {
  readonly rule: string
  readonly why: string
  readonly reads: (path: string) => boolean
  readonly finds: (source: Source, tree: ts.SourceFile) => Iterable<number>
}

const inProduct = (path: string) => path.startsWith('src/') && isCode(path) && !isTest(path)

// Written with a class in the middle so that this file does not find itself.
const machinePaths = /(?<![\w.])\/(w[o]rk\/(main|shared|steering|[.])|f[a]rm\/|r[o]ot\/|h[o]me\/[a-z]+\/)/g
const registryHosts = /registry[.]npm[j]s|registry[.]y[a]rnpkg|deb[.]deb[i]an[.]org|n[p]m[.]pkg[.]github/g
const reasonForLength = /^(#![^\n]*\n)?\/\* over 300 lines because [^*]{10,}\*\//

const rules: readonly TextRule[] = [
  {
    rule: 'no-any',
    why: 'Name the shape, or take `unknown` and check it.',
    reads: isCode,
    finds: (_, tree) => nodes(tree, (node) => node.kind === ts.SyntaxKind.AnyKeyword),
  },
  {
    rule: 'no-silenced-types',
    why: 'A silenced type error is a hidden one: mend the type.',
    reads: isCode,
    finds: ({ text }) => matches(text, /@ts-(i[g]nore|n[o]check|e[x]pect-error)/g),
  },
  {
    rule: 'clock-is-an-argument',
    why: 'Only src/platform/clock.ts reads the time: take a clock or `now` as an argument.',
    reads: (path) => inProduct(path) && path !== 'src/platform/clock.ts',
    finds: ({ path, text }, tree) => [
      ...nodes(tree, readsTime),
      ...(readsSql(path) ? sqlNow(tree) : []),
      ...matches(text, /\bperformance\.timeOrigin\b/g),
    ],
  },
  {
    rule: 'environment-is-config',
    why: 'Only src/platform/config reads the environment, so that every variable is documented and checked.',
    reads: (path) => inProduct(path) && !/^src\/platform\/config(\.ts|\/)/.test(path),
    finds: (_, tree) =>
      nodes(tree, (node) => ts.isPropertyAccessExpression(node) && /^(process|import\.meta)\.env$/.test(node.getText(tree))),
  },
  {
    rule: 'network-is-outbound',
    why: 'The server calls out through src/platform/outbound only, the browser through src/web/client only.',
    reads: (path) => inProduct(path) && !/^src\/(platform\/outbound|web\/client)(\.ts|\/)/.test(path),
    finds: (_, tree) => nodes(tree, callsFetch),
  },
  {
    rule: 'rules-only-decide',
    why: 'A rule takes values and returns a value: no waiting, no chance.',
    reads: (path) => /^src\/rooms\/[^/]+\/rules(\.ts|\/)/.test(path) && !isTest(path),
    finds: (_, tree) => nodes(tree, waitsOrRolls),
  },
  {
    rule: 'file-length',
    why: 'Over 300 lines. Split it by what it says, or begin with /* over 300 lines because … */.',
    reads: (path) => isCode(path) && /^(src|test|bench|bin)\//.test(path),
    finds: ({ text }) => (text.trimEnd().split('\n').length > 300 && !reasonForLength.test(text) ? [0] : []),
  },
  {
    rule: 'no-machine-paths',
    why: 'A path of one machine means nothing on another.',
    reads: () => true,
    finds: ({ text }) => matches(text, machinePaths),
  },
  {
    rule: 'no-registry-hosts',
    why: 'Which registry to ask is for npm’s own configuration.',
    reads: () => true,
    finds: ({ text }) => matches(text, registryHosts),
  },
]

/** House rules that show in the text of a file. */
export function findText(sources: readonly Source[]): Finding[] {
  return sources.flatMap((source) => {
    const due = rules.filter((rule) => rule.reads(source.path))
    const tree = parse(source)
    return due.flatMap(({ rule, why, finds }) =>
      [...finds(source, tree)].map((index) => ({ rule, path: source.path, line: lineAt(source.text, index), why })),
    )
  })
}

function* matches(text: string, pattern: RegExp): Iterable<number> {
  for (const match of text.matchAll(pattern)) yield match.index
}

function nodes(tree: ts.SourceFile, wanted: (node: ts.Node) => boolean): number[] {
  return nodesOf(tree, wanted).map((node) => node.getStart(tree))
}

const isName = (node: ts.Node, name: string) => ts.isIdentifier(node) && node.text === name

function readsTime(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return isName(node.expression, 'Date') && (node.arguments ?? []).length === 0
  if (ts.isCallExpression(node)) return isName(node.expression, 'Date')
  return ts.isPropertyAccessExpression(node) && isName(node.expression, 'Date') && node.name.text === 'now'
}

const readsSql = (path: string) => /^src\/(rooms|platform)\//.test(path) && !/\/web\//.test(path)
const sqlClock =
  /\b(now|clock_timestamp|statement_timestamp|transaction_timestamp)\s*\(\s*\)|\b(current_timestamp|current_date|localtimestamp)\b/gi

/** now() inside strings and templates: the clocks of two database nodes differ, so one instant is passed as a parameter. */
function sqlNow(tree: ts.SourceFile): number[] {
  return textParts(tree).flatMap((node) => [...matches(node.getText(tree), sqlClock)].map((index) => node.getStart(tree) + index))
}

function callsFetch(node: ts.Node): boolean {
  if (!ts.isCallExpression(node)) return false
  const callee = node.expression
  return (
    isName(callee, 'fetch') ||
    (ts.isPropertyAccessExpression(callee) && callee.name.text === 'fetch' && isName(callee.expression, 'globalThis'))
  )
}

function waitsOrRolls(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node) || node.kind === ts.SyntaxKind.AsyncKeyword) return true
  return ts.isPropertyAccessExpression(node) && (node.getText() === 'Math.random' || isName(node.expression, 'crypto'))
}
