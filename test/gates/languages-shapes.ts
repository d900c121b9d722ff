import ts from 'typescript'
import { nodesOf } from './syntax.ts'

const shapes = /^src\/(kernel\/.*|.*\/contract(\/.*)?)\.ts$/
const checks = /\.(min|max|length|regex|refine|email|int|positive|gt|gte|lt|lte|string|number|enum|array|url|date)$/
const sentence = /^\p{Lu}.*\s.*\.$/su

/** What shapes say when somebody breaks them. It stands there as a constant, and is said in the reader's language when it is told (`issuesOf`). */
export function messagesOf(path: string, tree: ts.SourceFile): ts.Node[] {
  if (!shapes.test(path)) return []
  const given = (nodesOf(tree, ts.isCallExpression) as ts.CallExpression[])
    .filter(({ expression, arguments: all }) => all.length > 0 && checks.test(expression.getText(tree)))
    .flatMap(({ arguments: all }) => all.slice(-1))
  const named = (nodesOf(tree, ts.isPropertyAssignment) as ts.PropertyAssignment[])
    .filter(({ name }) => /^(message|error)$/.test(name.getText(tree)))
    .map(({ initializer }) => initializer)
  return [...given, ...named].filter(
    (node) => (ts.isStringLiteralLike(node) && sentence.test(node.text)) || (ts.isTemplateExpression(node) && /\s/.test(node.head.text)),
  )
}
