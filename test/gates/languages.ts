import ts from 'typescript'
import { messagesOf } from './languages-shapes.ts'
import { nodesOf, parse } from './syntax.ts'
import { type Finding, isTest, lineAt, type Source } from './tree.ts'

/** What is made to take any text. */
const machinery = [
  'src/kernel/text.ts',
  'src/kernel/said-again.ts',
  'src/rooms/plan/rules/say.ts',
  'src/web/kit/format.ts',
  'src/web/kit/text.ts',
  'src/web/kit/rich-text.tsx',
  'src/web/kit/list/list-page.tsx',
]
const catalogues = 'src/languages/'
const isScreen = ({ path }: Source): boolean => /^src\/(web|rooms\/[^/]+\/web)\/.*\.tsx?$/.test(path) && !isTest(path)
/** Speaks English to whoever runs Interlock: in a terminal, in its log, before there is anybody who asks for a language. */
const forOperators = /^src\/(cli|demo|platform\/(app|backup|doctor|postgres)|platform\/(config|log|port|running)\.ts$)/
const isServer = (source: Source): boolean =>
  /^src\/.*\.tsx?$/.test(source.path) && !isScreen(source) && !isTest(source.path) && !forOperators.test(source.path)
/** Properties, of elements and of plain objects, that somebody reads. */
const readable =
  /^(title|label|aria-label|aria-description|ariaLabel|placeholder|lead|description|hint|what|alt|why|sentence|text|nothingFound|confirm|empty)$/
/** Names and signs that are the same in every language. */
const everywhere =
  /^(Interlock|API|MCP|CSV|JSON|PDF|SQL|Esc|Enter|Shift|Ctrl|Tab|ID|UTC|OK|USD|EUR|Excel|Deutsch|English|HubSpot|Salesforce|Pipedrive|Zoho|Zoho CRM|Marketo|Pardot)$/

/** One English text as a screen uses it. */
interface Used {
  readonly path: string
  readonly line: number
  readonly plural: boolean
}

/**
 * House rule: what a screen says comes from the catalogue of languages. Finds texts that stand bare in a screen, texts that a language lacks, texts that no
 * screen uses any more, and translations whose gaps or elements are not those of the English text.
 */
export function findLanguages(sources: readonly Source[]): Finding[] {
  const used = new Map<string, Used>()
  const findings: Finding[] = []
  const server = sources.filter(isServer)
  for (const source of [...sources.filter(isScreen), ...server]) {
    const tree = parse(source)
    findings.push(...textsOf(source, tree, used), ...(isScreen(source) ? bareTexts(source, tree) : bareSentences(source, tree)))
  }
  const code = server.map(({ text }) => text)
  const files = sources.filter(({ path }) => path.startsWith(catalogues) && path.endsWith('.json'))
  const tags = [...new Set(files.map(({ path }) => path.slice(catalogues.length).split('/')[0] ?? ''))]
  return [
    ...findings,
    ...files.flatMap((file) => forgotten(file, sources)),
    ...tags.flatMap((tag) =>
      compare(
        tag,
        files.filter(({ path }) => path.startsWith(`${catalogues}${tag}/`)),
        used,
        (kept) => code.some((text) => standsIn(kept, text)),
      ),
    ),
  ]
}

/** A file of texts that the catalogue of its language does not take in. */
function forgotten({ path }: Source, sources: readonly Source[]): Finding[] {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const catalogue = sources.find((source) => source.path === `${folder}catalogue.ts`)
  if (!catalogue || catalogue.text.includes(`'./${path.slice(folder.length)}'`)) return []
  return [{ rule: 'in-the-catalogue', path, line: 1, why: `Nobody reads these texts: take them into ${catalogue.path}.` }]
}

/** The texts that a screen takes from the catalogue; finds those that are put together and so cannot be looked up. */
function textsOf({ path, text }: Source, tree: ts.SourceFile, used: Map<string, Used>): Finding[] {
  const findings: Finding[] = []
  const note = (key: ts.Node | undefined, plural: boolean, written = (english: string) => english) => {
    if (!key) return
    const line = lineAt(text, key.getStart(tree))
    if (ts.isStringLiteralLike(key)) used.set(written(key.text), { path, line, plural })
    else if (!machinery.includes(path))
      findings.push({
        rule: 'texts-are-literals',
        path,
        line,
        why: 'Write the English text as one literal; what comes from data goes through said().',
      })
  }
  for (const node of nodesOf(tree, ts.isCallExpression) as ts.CallExpression[]) {
    const name = node.expression.getText(tree)
    const [first, second, third] = node.arguments
    if (name === 't') note(first, false)
    if (name === 'tn' || name === 'plural') note(third, true)
    if (name === 'counted') note(third ?? second, true, (noun) => `{{n}} ${third ? noun : `${noun}s`}`)
  }
  for (const message of messagesOf(path, tree)) note(message, false)
  for (const node of nodesOf(tree, ts.isJsxAttribute) as ts.JsxAttribute[])
    if (node.name.getText(tree) === 'text' && openingOf(node).tagName.getText(tree) === 'RichText') note(expressionOf(node), false)
  return findings
}

const openingOf = (attribute: ts.JsxAttribute): ts.JsxOpeningLikeElement => attribute.parent.parent

function expressionOf(attribute: ts.JsxAttribute): ts.Node | undefined {
  const { initializer } = attribute
  return initializer && ts.isJsxExpression(initializer) ? initializer.expression : initializer
}

/** Texts with words in them that stand in a screen as they are. */
function bareTexts({ path, text }: Source, tree: ts.SourceFile): Finding[] {
  const bare = nodesOf(
    tree,
    (node) => ts.isJsxText(node) || ts.isJsxAttribute(node) || ts.isJsxExpression(node) || ts.isPropertyAssignment(node),
  )
    .flatMap((node) => {
      if (ts.isJsxText(node)) return [node]
      if (ts.isJsxAttribute(node))
        return readable.test(node.name.getText(tree)) && openingOf(node).tagName.getText(tree) !== 'RichText'
          ? literalsOf(expressionOf(node))
          : []
      if (ts.isJsxExpression(node)) return ts.isJsxAttribute(node.parent) ? [] : literalsOf(node.expression)
      return ts.isPropertyAssignment(node) && readable.test(node.name.getText(tree).replaceAll("'", '')) ? literalsOf(node.initializer) : []
    })
    .filter((node) => hasWords(wordsOf(node)))
  return bare.map((node) => ({
    rule: 'texts-from-the-catalogue',
    path,
    line: lineAt(text, node.getStart(tree)),
    why: `"${wordsOf(node).trim().slice(0, 60)}" is read by people: t('…'), tn(n, '…', '…') or <RichText> of #web/kit.`,
  }))
}

/** The literals that an expression can come to; what is inside of calls and elements is looked at elsewhere. */
function literalsOf(node: ts.Node | undefined): ts.Node[] {
  if (!node) return []
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return [node]
  if (ts.isConditionalExpression(node)) return [...literalsOf(node.whenTrue), ...literalsOf(node.whenFalse)]
  if (ts.isBinaryExpression(node)) return [...literalsOf(node.left), ...literalsOf(node.right)].filter(() => !isComparison(node))
  if (ts.isParenthesizedExpression(node) || ts.isSatisfiesExpression(node) || ts.isAsExpression(node)) return literalsOf(node.expression)
  return []
}

const isComparison = ({ operatorToken: { kind } }: ts.BinaryExpression): boolean =>
  kind !== ts.SyntaxKind.PlusToken &&
  kind !== ts.SyntaxKind.BarBarToken &&
  kind !== ts.SyntaxKind.AmpersandAmpersandToken &&
  kind !== ts.SyntaxKind.QuestionQuestionToken

function wordsOf(node: ts.Node): string {
  if (ts.isTemplateExpression(node)) return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' ')
  return ts.isJsxText(node) || ts.isStringLiteralLike(node) ? node.text : ''
}

const hasWords = (text: string): boolean => /\p{L}{2,}/u.test(text) && !/^var\(/.test(text) && !everywhere.test(text.trim())

/** Words of the server that take a sentence for people, with the argument in which it stands. */
const sayings: Readonly<Record<string, number>> = { Problem: 1, no: 0, found: 1, refusal: 1, limit: 1, eventKind: 2 }
/** Words of a room that make sentences for people: what stands in them is said, not kept. */
const saying = /^src\/rooms\/(plan|measure)\/(rules|pictures)(\/(?!record-table)|\.tsx?$)/
/** Where mails are written. */
const mailing = /^src\/platform\/(access|mail)\//
const mailed = /^(subject|text)$/
const saidAs = /^(says|why|remedy|reason|detail|evidence|step|title|text|method|note|label)$/

/** Documents: whatever stands in them is read by people, wherever in the code it stands. */
const documents = /^src\/rooms\/plan\/report(\/(?!(chart-)?style\.ts)|\.ts$)/
const sayers = /^(t|tn|said|counted|plural)$/

/** What a document would say bare: text between the tags of its markup, and any other literal that reads like words. */
function bareInDocument(tree: ts.SourceFile): ts.Node[] {
  const templates = nodesOf(tree, ts.isTaggedTemplateExpression) as ts.TaggedTemplateExpression[]
  const markup = templates
    .map(({ template }) => template)
    .filter((template) => hasWords(written(template, '0').replaceAll(/<[^>]*>|^ [\w-]+="[^"]*"$/g, ' ')))
  const others = nodesOf(tree, (node) => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)).filter((node) => {
    const { parent } = node
    if (ts.isTaggedTemplateExpression(parent) || ts.isImportDeclaration(parent) || ts.isLiteralTypeNode(parent)) return false
    if (ts.isCallExpression(parent)) return !sayers.test(parent.expression.getText(tree)) && readsLikeWords(node)
    if (ts.isPropertyAssignment(parent)) return parent.name.getText(tree) !== 'font' && (readsLikeWords(node) || isLabel(parent, tree))
    return readsLikeWords(node)
  })
  return [...markup, ...others]
}

const written = (node: ts.Node, gap: string): string =>
  ts.isTemplateExpression(node) ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(gap) : wordsOf(node)
/** Words with a blank between them, or one with a capital; keys of our own have neither. */
const readsLikeWords = (node: ts.Node): boolean =>
  hasWords(wordsOf(node)) && /\p{L}{2,}[,.:;]? +\p{L}|^\W*\p{Lu}\p{Ll}/u.test(written(node, ' '))
const isLabel = ({ name, initializer }: ts.PropertyAssignment, tree: ts.SourceFile): boolean =>
  saidAs.test(name.getText(tree)) && hasWords(wordsOf(initializer))

/** Sentences that stand bare where the server says something, and texts of constants, which would be said before anybody asked. */
function bareSentences({ path, text }: Source, tree: ts.SourceFile): Finding[] {
  const given = nodesOf(tree, (node) => ts.isNewExpression(node) || ts.isCallExpression(node)).flatMap((node) => {
    const { expression, arguments: all } = node as ts.NewExpression | ts.CallExpression
    const sentence = all?.[sayings[expression.getText(tree)] ?? -1]
    return sentence && ts.isArrowFunction(sentence) ? literalsOf(sentence.body) : literalsOf(sentence)
  })
  const named = saying.test(path) ? saidAs : mailing.test(path) ? mailed : null
  const put = (nodesOf(tree, ts.isPropertyAssignment) as ts.PropertyAssignment[]).flatMap(({ name, initializer }) =>
    named?.test(name.getText(tree)) ? literalsOf(initializer) : [],
  )
  const bare = [
    ...[...given, ...put].filter((node) => hasWords(wordsOf(node)) && /\s|\p{Lu}/u.test(wordsOf(node))),
    ...(documents.test(path) ? bareInDocument(tree) : []),
  ]
  const early = (nodesOf(tree, ts.isCallExpression) as ts.CallExpression[]).filter(
    (node) => sayers.test(node.expression.getText(tree)) && !isInFunction(node),
  )
  return [
    ...bare.map((node) => ({
      rule: 'texts-from-the-catalogue',
      path,
      line: lineAt(text, node.getStart(tree)),
      why: `"${wordsOf(node).trim().slice(0, 60)}" is read by people: t('…') of #kernel/text.`,
    })),
    ...early.map((node) => ({
      rule: 'texts-when-asked',
      path,
      line: lineAt(text, node.getStart(tree)),
      why: 'The server says a text when somebody asks: put it into a function, a constant is made before.',
    })),
  ]
}

function isInFunction(node: ts.Node): boolean {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) if (ts.isFunctionLike(at) || ts.isPropertyDeclaration(at)) return true
  return false
}

/** Whether a text that is kept in English is still made somewhere: what stands around its gaps, in this order. */
function standsIn(kept: string, code: string): boolean {
  let at = 0
  return kept.split(/\{\{\w+\}\}/).every((part) => {
    const spelled = [part, part.replaceAll("'", "\\'")].map((one) => code.indexOf(one, at)).find((found) => found >= 0) ?? -1
    at = spelled + part.length
    return spelled >= 0
  })
}

/** What a language lacks, has too much, or has with other gaps. */
function compare(tag: string, files: readonly Source[], used: ReadonlyMap<string, Used>, isKept: (text: string) => boolean): Finding[] {
  const findings: Finding[] = []
  const held = new Map<string, string>()
  for (const { path, text } of files)
    for (const [key, translation] of Object.entries(JSON.parse(text) as Record<string, string>)) {
      const line = lineAt(text, text.indexOf(JSON.stringify(key)))
      const english = used.get(key) && !used.get(key)?.plural ? key : key.replace(/_(zero|one|two|few|many|other)$/, '')
      if (held.has(key)) findings.push({ rule: 'one-translation', path, line, why: `"${key}" stands in ${held.get(key)} too.` })
      held.set(key, path)
      if (!used.has(english) && !path.endsWith('/said.json') && !(path.endsWith('/kept.json') && isKept(key)))
        findings.push({ rule: 'no-left-over-texts', path, line, why: `Nothing says "${key}" any more.` })
      if (marksOf(english) !== marksOf(translation) && !(key !== english && marksOf(translation) === marksOf(english.replace('{{n}}', ''))))
        findings.push({ rule: 'same-gaps', path, line, why: `The gaps and elements of "${key}" are not those of the English text.` })
    }
  const forms = new Intl.PluralRules(tag).resolvedOptions().pluralCategories
  for (const [english, { path, line, plural }] of used)
    for (const key of plural ? forms.map((form) => `${english}_${form}`) : [english])
      if (!held.has(key)) findings.push({ rule: 'every-text-translated', path, line, why: `${tag} lacks "${key}".` })
  return findings
}

function marksOf(text: string): string {
  return [...text.matchAll(/\{\{\s*\w+\s*\}\}|<\/?\w+\s*\/?>/g)]
    .map(([mark]) => mark.replaceAll(' ', ''))
    .sort()
    .join(' ')
}
