import ts from 'typescript'
import { isCode, type Source } from './tree.ts'

/** The syntax tree of a file; empty for what is not code. */
export function parse(source: Source): ts.SourceFile {
  return ts.createSourceFile(source.path, isCode(source.path) ? source.text : '', ts.ScriptTarget.Latest, true)
}

/** Every node of a tree that is wanted, in no particular order. */
export function nodesOf(tree: ts.SourceFile, wanted: (node: ts.Node) => boolean): ts.Node[] {
  const found: ts.Node[] = []
  const open: ts.Node[] = [tree]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (wanted(node)) found.push(node)
    ts.forEachChild(node, (child) => {
      open.push(child)
    })
  }
  return found
}

/** The strings of a file and the fixed parts of its templates. */
export function textParts(tree: ts.SourceFile): ts.Node[] {
  return nodesOf(
    tree,
    (node) => ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node),
  )
}
