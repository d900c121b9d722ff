/** Texts that have broken somebody before: empty, zero bytes, half characters, names that objects have, code, numbers and days that are none. */
export const texts = [
  ...[
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udfff tail',
    '🦀👩‍👩‍👧',
    '\u202Eright to left',
    'ﷺ'.repeat(60),
    'x'.repeat(10_000),
    '\r\nSet-Cookie: a=b',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    "'; DROP TABLE deal; --",
    '" OR 1=1',
    '%',
    '_',
    '\\',
    '$1',
    '{{7*7}}',
    '<img src=x onerror=1>',
  ],
  ...[
    '1e999',
    '-0',
    'NaN',
    'Infinity',
    '9'.repeat(400),
    '-1',
    '1.5',
    '0x10',
    'null',
    'true',
    '[]',
    '{}',
    '../../etc/passwd',
    'custom:',
    'custom:__proto__',
  ],
  ...['2026-02-30', '0000-01-01', '99999-01-01', '2026-13-01T25:61:61Z', '2026-03-02T08:00:00.000Z', '\uFEFF'],
]
/** Numbers at and behind the ends of what they are kept in. */
export const numbers = [0, -0, -1, 1.5, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 2 ** 63, 1e21, 1e308, -1e308, Number.MIN_VALUE]
/** Values of another type than was asked for. */
export const others: readonly unknown[] = [
  null,
  true,
  false,
  [],
  {},
  [[]],
  [null],
  { toString: 1 },
  { constructor: { prototype: { polluted: 1 } } },
  { length: 1e9 },
]
/** Names that nobody asked for. */
export const extraKeys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'id',
  'workspace',
  'role',
  'version',
  '',
  'ü',
  'a\u0000b',
  'x'.repeat(5_000),
]
/** Days, the first and the last among them. */
export const days = ['2026-03-02', '2024-02-29', '1970-01-01', '0001-01-01', '9999-12-31']
/** Content types that say something else than what comes. */
export const types = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'application/xml',
  'APPLICATION/JSON',
  'nonsense',
]

/** Bodies that are no JSON object, or one too deep, too wide or too large. */
export const bodies: readonly (string | Uint8Array<ArrayBuffer>)[] = [
  ...[
    '{',
    '[]',
    'null',
    '"text"',
    '0',
    '{"a":1}}',
    '\uFEFF{}',
    '{"a":1,"a":2}',
    '{"a":1e400}',
    "{'a':1}",
    '{"a":undefined}',
    '[[[[',
    '   ',
    '{"\\u0000":1}',
  ],
  ...[
    '{"__proto__":{"polluted":1}}',
    '{"constructor":{"prototype":{"polluted":1}}}',
    `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`,
    `${'['.repeat(9_000)}`,
  ],
  ...[new Uint8Array([0xff, 0xfe, 0x00]), new Uint8Array([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), new Uint8Array(0)],
  JSON.stringify({ name: 'x'.repeat(1_100_000) }),
  JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, index]))),
  JSON.stringify({ records: Array.from({ length: 30_000 }, () => 1) }),
]
/** Files that are none, or not what they begin like. */
export const uploads: readonly Uint8Array<ArrayBuffer>[] = [
  ...[
    '',
    'a',
    'Deal,Amount\nOne,1\n',
    'a,b\n"open',
    '\u0000\u0001\u0002',
    'PK\u0003\u0004 and nothing',
    '{"a":',
    `${'c,'.repeat(5_000)}\n`,
  ].map((text) => new TextEncoder().encode(text)),
  new Uint8Array([0xff, 0xfe, 0x41, 0x00, 0x2c, 0xd8]),
]
