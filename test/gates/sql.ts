import ts from 'typescript'
import { nodesOf, parse } from './syntax.ts'
import { type Finding, isTest, lineAt, type Source } from './tree.ts'

/** A construct that would not run, or not mean the same, on plain PostgreSQL and on a Citus cluster. */
interface SqlRule {
  readonly rule: string
  readonly why: string
  readonly breaks: (statement: string) => boolean
}

const never = (rule: string, pattern: RegExp, why: string): SqlRule => ({ rule, why, breaks: (statement) => pattern.test(statement) })

const rules: readonly SqlRule[] = [
  never(
    'sql-no-triggers',
    /\bCREATE\s+(OR\s+REPLACE\s+)?(CONSTRAINT\s+)?(TRIGGER|RULE)\b/i,
    'Citus has no triggers or rules: the ledger does it in code.',
  ),
  never('sql-no-inheritance', /\bINHERITS\s*\(/i, 'Citus has no inheritance.'),
  never(
    'sql-no-serial',
    /\b((small|big)?serial|CREATE\s+SEQUENCE)\b|\bnextval\s*\(/i,
    'No sequences: a UUID v7 made in code, or `bigint generated always as identity`.',
  ),
  never('sql-no-materialized-views', /\bMATERIALIZED\s+VIEW\b/i, 'Summary tables instead of materialized views.'),
  never('sql-no-deferrable', /\bDEFERRABLE\b|\bINITIALLY\s+DEFERRED\b/i, 'Constraints are checked at once.'),
  never('sql-no-merge', /^\s*MERGE\s+INTO\b/i, 'INSERT … ON CONFLICT instead of MERGE.'),
  never('sql-no-public', /\bpublic\s*"?\s*\./i, 'A workspace’s tables do not refer to public: use the member table.'),
  never(
    'sql-no-functions',
    /\bCREATE\s+(OR\s+REPLACE\s+)?(FUNCTION|PROCEDURE)\b/i,
    'What is decided is decided in rules.ts, not in the database.',
  ),
  never(
    'sql-ids-from-code',
    /\b(uuidv7|gen_random_uuid|uuid_generate_v\d)\s*\(/i,
    'Ids are made in code, so that a repeated write makes the same row.',
  ),
  never('sql-no-clock', /\b(now|clock_timestamp)\s*\(|\bcurrent_timestamp\b/i, 'One instant from platform/clock, as a parameter.'),
  never('sql-no-rename-constraint', /\bRENAME\s+CONSTRAINT\b/i, 'Citus cannot rename constraints: drop and add.'),
  never(
    'sql-identity-at-creation',
    /^\s*ALTER\s+TABLE\b[\s\S]*\bGENERATED\s+(ALWAYS|BY\s+DEFAULT)\s+AS\s+IDENTITY\b/i,
    'Identity columns only in CREATE TABLE.',
  ),
  never('sql-one-statement', /;\s*\S/, 'One statement a message.'),
  { rule: 'sql-generated-stored', why: 'Generated columns are STORED: virtual ones need PostgreSQL 18.', breaks: hasVirtualColumn },
  { rule: 'sql-one-subcommand', why: 'One ALTER subcommand a statement.', breaks: altersTwice },
  { rule: 'sql-named-constraints', why: 'Name every constraint and index, so that an error can be told in words.', breaks: hasNameless },
  {
    rule: 'sql-short-names',
    why: 'Names of constraints and indexes have at most 50 characters: Citus adds a number.',
    breaks: hasLongName,
  },
]

/** Names of the rules that one statement breaks. */
export function brokenSqlRules(statement: string): string[] {
  return rules.filter(({ breaks }) => breaks(bare(statement))).map(({ rule }) => rule)
}

/** House rule: migrations run unchanged on PostgreSQL 16 and later and on Citus. Reads every string of a migrations word that holds SQL. */
export function findSql(sources: readonly Source[]): Finding[] {
  return sources
    .filter(isMigration)
    .flatMap((source) =>
      statementsOf(source).flatMap(({ text, line }) =>
        rules.filter((rule) => rule.breaks(bare(text))).map(({ rule, why }) => ({ rule, why, path: source.path, line })),
      ),
    )
}

/** A word migrations, or a platform word that brings migrations of its own. */
const isMigration = ({ path, text }: Source) =>
  path.startsWith('src/') && !isTest(path) && (/\/migrations(\.ts|\/)/.test(path) || /: readonly Migration\[\] = \[/.test(text))

/** The SQL statements written in a file; what a template inserts counts as a plain word. */
export function statementsOf(source: Source): { text: string; line: number }[] {
  const tree = parse(source)
  return nodesOf(tree, (node) => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node))
    .map((node) => ({ text: sqlText(node), line: lineAt(source.text, node.getStart(tree)) }))
    .filter(({ text }) => /^\s*(--[^\n]*\n\s*)*(CREATE|ALTER|DROP|INSERT|UPDATE|DELETE|MERGE|COMMENT|WITH|GRANT)\b/i.test(text))
    .sort((a, b) => a.line - b.line)
}

function sqlText(node: ts.Node): string {
  if (ts.isStringLiteralLike(node)) return node.text
  if (!ts.isTemplateExpression(node)) return ''
  return node.head.text + node.templateSpans.map((span) => `inserted${span.literal.text}`).join('')
}

/** The statement without comments and without the content of its strings. */
const bare = (statement: string) =>
  statement
    .replace(/--[^\n]*/g, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/'(?:[^']|'')*'/g, "''")

/** Text outside of any bracket, so that commas in lists of columns do not count. */
function outer(statement: string): string {
  let depth = 0
  let kept = ''
  for (const letter of statement) {
    if (letter === ')') depth -= 1
    if (depth === 0) kept += letter
    if (letter === '(') depth += 1
  }
  return kept
}

function altersTwice(statement: string): boolean {
  return /^\s*ALTER\s+TABLE\b/i.test(statement) && outer(statement).includes(',')
}

function hasVirtualColumn(statement: string): boolean {
  const generated = statement.match(/\bGENERATED\s+ALWAYS\s+AS\s*\(/gi) ?? []
  const stored = statement.match(/\)\s*STORED\b/gi) ?? []
  return generated.length > stored.length
}

const kinds = /\b(PRIMARY\s+KEY|FOREIGN\s+KEY|REFERENCES|UNIQUE(?!\s+INDEX)|CHECK\s*\(|EXCLUDE\s+USING)/gi
const named =
  /\bCONSTRAINT\s+"?\w+"?\s+(FOREIGN\s+KEY\s*\([^)]*\)\s*REFERENCES|PRIMARY\s+KEY|REFERENCES|UNIQUE|CHECK\s*\(|EXCLUDE\s+USING)/gi

function hasNameless(statement: string): boolean {
  if (/\bCREATE\s+(UNIQUE\s+)?INDEX\s+(CONCURRENTLY\s+)?(IF\s+NOT\s+EXISTS\s+)?ON\b/i.test(statement)) return true
  return /^\s*(CREATE|ALTER)\s+(UNLOGGED\s+)?TABLE\b/i.test(statement) && kindsIn(statement.replace(named, '')) > 0
}

const kindsIn = (statement: string) => statement.match(kinds)?.length ?? 0

function hasLongName(statement: string): boolean {
  const names = [...statement.matchAll(/\b(?:CONSTRAINT|INDEX(?:\s+CONCURRENTLY)?(?:\s+IF\s+NOT\s+EXISTS)?)\s+"?(\w+)"?/gi)]
  return names.some(([, name = '']) => name.length > 50)
}
