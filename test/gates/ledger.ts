import ts from 'typescript'
import { nodesOf, parse, textParts } from './syntax.ts'
import { type Finding, isCode, isTest, lineAt, type Source } from './tree.ts'

/** A business table: its name in SQL, and the constant that holds it. */
interface RecordTable {
  readonly name: string
  readonly constant: string
}

const write = /\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|MERGE\s+INTO|COPY)\s+(?:ONLY\s+)?"?(\w+)"?/gi
const sqlSentence =
  /^\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|WITH\s+\w+\s+AS\s|CREATE\s+(TEMP\s+)?TABLE\s|DROP\s+TABLE\s)/

/**
 * House rule: business tables are written through the ledger only, so that every write can be told and undone. Looks for SQL and for Drizzle
 * that writes a table declared as a record; migrations, the ledger itself and files that write to DuckDB are left out.
 */
export function findWritesPastLedger(sources: readonly Source[]): Finding[] {
  const product = sources.filter(({ path }) => path.startsWith('src/') && isCode(path) && !isTest(path))
  const records = product.flatMap(recordTables)
  const names = new Set(records.map(({ name }) => name))
  const constants = new Set(records.map(({ constant }) => constant))
  return product.filter(mustUseLedger).flatMap((source) => {
    const tree = parse(source)
    const inSql = textParts(tree).flatMap((node) =>
      [...node.getText(tree).matchAll(write)].filter(([, name = '']) => names.has(name)).map((match) => node.getStart(tree) + match.index),
    )
    const inDrizzle = nodesOf(tree, (node) => writesByDrizzle(node, constants)).map((node) => node.getStart(tree))
    return [...inSql, ...inDrizzle].map((index) => ({
      rule: 'writes-go-through-ledger',
      path: source.path,
      line: lineAt(source.text, index),
      why: 'A business table is written with ctx.ledger, which keeps what undo needs.',
    }))
  })
}

/** House rule: actions decide and save; the questions that they ask the database are functions of the store. */
export function findSqlOutsideStore(sources: readonly Source[]): Finding[] {
  const fluent = sources.filter(({ path }) => /^src\/rooms\/[^/]+\/(actions|routes|reactions|web)(\.tsx?$|\/)/.test(path) && !isTest(path))
  return fluent.flatMap((source) => {
    const tree = parse(source)
    return textParts(tree)
      .filter((node) => sqlSentence.test(node.getText(tree).slice(1)))
      .map((node) => ({
        rule: 'sql-lives-in-store',
        path: source.path,
        line: lineAt(source.text, node.getStart(tree)),
        why: 'A question to the database is a function of store.ts, named by the question.',
      }))
  })
}

function mustUseLedger({ path, text }: Source): boolean {
  if (path.startsWith('src/platform/ledger/') || /\/migrations(\.ts|\/)/.test(path)) return false
  return !/from '#platform\/analytics\//.test(text)
}

/** `export const deals = kept(pgTable('deal', …), 'record', …)` */
function recordTables(source: Source): RecordTable[] {
  const tree = parse(source)
  return nodesOf(tree, ts.isVariableDeclaration).flatMap((node) => {
    if (!ts.isVariableDeclaration(node) || node.initializer === undefined || !ts.isCallExpression(node.initializer)) return []
    const [table, nature] = node.initializer.arguments
    if (node.initializer.expression.getText(tree) !== 'kept' || nature?.getText(tree) !== "'record'") return []
    if (table === undefined || !ts.isCallExpression(table)) return []
    const name = table.arguments[0]
    return name !== undefined && ts.isStringLiteralLike(name) ? [{ name: name.text, constant: node.name.getText(tree) }] : []
  })
}

function writesByDrizzle(node: ts.Node, constants: ReadonlySet<string>): boolean {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false
  if (!['insert', 'update', 'delete'].includes(node.expression.name.text)) return false
  const table = node.arguments[0]
  return (
    table !== undefined && ts.isPropertyAccessExpression(table) && table.name.text === 'table' && constants.has(lastName(table.expression))
  )
}

const lastName = (node: ts.Expression): string => (ts.isPropertyAccessExpression(node) ? node.name.text : node.getText())
