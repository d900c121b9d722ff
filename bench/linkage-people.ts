import type { Duck } from '#platform/analytics/duck'

const given = [
  'Anna',
  'Bernd',
  'Clara',
  'David',
  'Elena',
  'Frank',
  'Greta',
  'Hannah',
  'Igor',
  'Julia',
  'Kevin',
  'Laura',
  'Martin',
  'Nadia',
  'Oliver',
  'Paula',
]
const parts = [
  'al',
  'be',
  'cor',
  'den',
  'el',
  'fin',
  'gar',
  'hol',
  'in',
  'jar',
  'kel',
  'lun',
  'mar',
  'nor',
  'ost',
  'per',
  'quin',
  'ros',
  'sten',
  'tor',
]
const quoted = (words: readonly string[]) => `[${words.map((word) => `'${word}'`).join(', ')}]`

/**
 * Generated people in the table `record`, one in ten of them again under another number with one to three of these: a letter gone from the last name, names
 * swapped, a short first name, another address, no phone, a digit of the phone wrong. `person` says who it is. Names follow Zipf's law, several work at each company.
 */
export async function makePeople(duck: Duck, count: number): Promise<void> {
  const singles = Math.round(count / 1.1)
  const skewed = (salt: number, many: number) => `(1 + floor(power((hash(i, ${salt}) % 1000000) / 1000000.0, 2) * ${many}))::INTEGER`
  const word = (salt: number, many: number) =>
    `${quoted(parts)}[1 + ${skewed(salt, many)} % 20] || ${quoted(parts)}[1 + (${skewed(salt, many)} // 20) % 20] || ${quoted(parts)}[1 + (${skewed(salt, many)} // 400) % 20] || ${quoted(parts)}[1 + (${skewed(salt, many)} // 8000) % 20]`
  await duck.run(`CREATE OR REPLACE TABLE single AS SELECT i AS person, g || CASE WHEN hash(i, 9) % 3 = 0 THEN '' ELSE ${quoted(parts)}[1 + (hash(i, 8) % 20)::INTEGER] END AS given, s AS surname,
      lower(g) || '.' || s || (hash(i, 3) % 1000)::VARCHAR || '@' || c || '.example' AS email, '+49' || (100000000 + hash(i, 4) % 900000000)::VARCHAR AS phone, c || ' gmbh' AS company
    FROM (SELECT i, ${quoted(given)}[${skewed(1, 16)}] AS g, ${word(2, 60_000)} AS s, ${word(5, 100_000)} || (hash(i, 6) % 3)::VARCHAR AS c FROM range(${singles}) r(i))`)
  await duck.run(`CREATE OR REPLACE TABLE record AS SELECT row_number() OVER ()::VARCHAR AS id, * FROM (
    SELECT * FROM single UNION ALL
    SELECT person, CASE WHEN h % 7 = 0 THEN surname WHEN h % 5 = 0 THEN left(given, 3) ELSE given END, CASE WHEN h % 7 = 0 THEN given WHEN h % 3 = 0 THEN left(surname, 2) || substr(surname, 4) ELSE surname END,
      CASE WHEN h % 2 = 0 THEN surname || '@mail.example' ELSE email END, CASE WHEN h % 4 = 0 THEN NULL WHEN h % 4 = 1 THEN left(phone, 8) || '7' || substr(phone, 10) ELSE phone END, company
    FROM (SELECT *, (hash(person, 99) // 16)::UBIGINT AS h FROM single WHERE hash(person, 77) % 10 = 0))`)
  await duck.run('DROP TABLE single')
}
