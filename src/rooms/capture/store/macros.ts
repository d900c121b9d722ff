import type { Duck } from '#platform/analytics/duck'

/** Non-breaking and zero-width spaces, byte order and direction marks, which people do not see and spreadsheets leave behind. */
const unseen = '\u00a0\u202f\u2007\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff'

const nothing =
  "['', '-', '--', '–', '—', 'n/a', 'N/A', '#N/A', 'null', 'NULL', 'None', 'none', 'NaN', 'nan', '(blank)', '#REF!', '#VALUE!']"

/** First letters of the months in English, German, Spanish, French, Italian, Portuguese and Dutch, without accents. */
const months: readonly (readonly string[])[] = [
  ['jan', 'ene', 'gen'],
  ['feb', 'fev'],
  ['mar', 'mae', 'maa', 'mrt'],
  ['apr', 'abr', 'avr'],
  ['may', 'mai', 'mag', 'mei'],
  ['jun', 'juin', 'giu'],
  ['jul', 'juil', 'lug'],
  ['aug', 'ago', 'aou'],
  ['sep', 'set'],
  ['oct', 'okt', 'ott', 'out'],
  ['nov'],
  ['dec', 'dez', 'dic'],
]
/** "|jan:01|ene:01…": looking a name up by position is two hundred times faster here than in a MAP. */
const monthTable = months.flatMap((names, month) => names.map((name) => `|${name}:${String(month + 1).padStart(2, '0')}`)).join('')

const yes = "('yes', 'y', 'true', 't', '1', '1.0', 'x', 'on', 'ja', 'wahr', 'si', 'sí', 'verdadero', 'oui', 'vrai', 'sim', 'vero', '✓')"
const no = "('no', 'n', 'false', 'f', '0', '0.0', 'off', 'nein', 'falsch', 'falso', 'non', 'faux', 'não', 'nao', '✗')"

/**
 * How cells become values. Each macro takes the text of a cell and gives NULL for an empty cell as well as for one that
 * it cannot read; a text that is there and a value that is not tell the two apart.
 *
 * Reading goes in steps, because DuckDB evaluates an argument as often as a macro names it: put each step into a SELECT of
 * its own (see compile.ts), and a million dates take two seconds instead of two hundred.
 */
const macros = `
  -- The text of a cell without what nobody sees around it. Most cells are plain and take the short way.
  CREATE OR REPLACE MACRO cell(x) AS CASE WHEN x = '' THEN NULL
    WHEN strlen(x) = length(x) AND x >= '!' AND NOT ends_with(x, ' ') AND NOT ends_with(x, E'\\r') AND NOT ends_with(x, E'\\n') AND NOT ends_with(x, E'\\t') THEN x
    ELSE nullif(trim(translate(x, '${unseen}', '${' '.repeat(3)}'), E' \\t\\r\\n'), '') END;
  -- For what has to be a number, a date or yes or no: a dash or "n/a" is no value. A list, for DuckDB joins IN to every row before anything else is looked at.
  CREATE OR REPLACE MACRO no_value(x) AS list_contains(${nothing}, x);

  -- What is written in the plainest way is read in one step; NULL for all else, which goes the long way.
  CREATE OR REPLACE MACRO date_plain(x) AS CASE WHEN strlen(x) = 10 AND x >= '0' AND x < ':' AND strpos(x, '-') = 5 THEN try_cast(x AS TIMESTAMP) END;
  CREATE OR REPLACE MACRO amount_plain(x, decimal_sign) AS CASE WHEN decimal_sign = '.' AND x >= '0' AND x < ':' AND strlen(x) < 14
    AND NOT contains(x, 'e') AND NOT contains(x, 'E') AND NOT contains(x, '_') THEN try_cast(x AS DECIMAL(18, 4)) END;

  -- Dates, step 1: the parts in the order year-month-day with the time behind, the month still as it is written.
  CREATE OR REPLACE MACRO date_ordered(x, date_order) AS CASE
    WHEN x[5] = '-' AND x[1] BETWEEN '0' AND '9' THEN x
    WHEN regexp_matches(x, '^[0-9]{1,2}[./-] ?[0-9]{1,2}[./-] ?([0-9]{4}|[0-9]{2})([^0-9]|$)') THEN
      CASE WHEN date_order = 'mdy' AND NOT regexp_matches(x, '^[0-9]+\\.')
        THEN regexp_replace(x, '^([0-9]{1,2})[./-] ?([0-9]{1,2})[./-] ?([0-9]+),?', '\\3-\\1-\\2')
        ELSE regexp_replace(x, '^([0-9]{1,2})[./-] ?([0-9]{1,2})[./-] ?([0-9]+),?', '\\3-\\2-\\1') END
    WHEN regexp_matches(x, '^[0-9]{4}[./][0-9]{1,2}[./][0-9]{1,2}') THEN regexp_replace(x, '^([0-9]{4}).([0-9]{1,2}).([0-9]{1,2})', '\\1-\\2-\\3')
    WHEN regexp_matches(x, '^[0-9.]+$') THEN CASE
      WHEN regexp_matches(x, '^(19|20)[0-9]{6}$') THEN regexp_replace(x, '^(....)(..)(..)$', '\\1-\\2-\\3')
      WHEN regexp_matches(x, '^[1-9][0-9]{12}$') THEN make_timestamp(try_cast(x AS BIGINT) * 1000)::VARCHAR
      WHEN regexp_matches(x, '^[1-9][0-9]{9}$') THEN make_timestamp(try_cast(x AS BIGINT) * 1000000)::VARCHAR
      -- Excel counts days from 1899-12-30; these are the years 1954 to 2119.
      WHEN regexp_matches(x, '^[2-7][0-9]{4}(\\.[0-9]+)?$') THEN
        date_trunc('second', TIMESTAMP '1899-12-30' + to_milliseconds(round(try_cast(x AS DOUBLE) * 86400000)::BIGINT + 20))::VARCHAR END
    WHEN x[1] BETWEEN '0' AND '9' OR regexp_matches(x, '^[^0-9 .,/-]+[.,]* +[0-9]{1,2}[-. /]+[^0-9 .,/-]') THEN regexp_replace(x,
      '^(?:[^0-9 .,/-]+[.,]* +)?([0-9]{1,2})(?:st|nd|rd|th|er|º)?[-. /]*(?:de +)?([^0-9 .,/-]{3,})[-.,/]*(?: +del? )? *([0-9]{4}|[0-9]{2})\\b,?(?: (?:at|um|à|a las))? *(.*)$', '\\3-\\2-\\1 \\4')
    ELSE regexp_replace(x, '^(?:[^0-9 .,/-]+,? +)?([^0-9 .,/-]{3,})[. -]+([0-9]{1,2})(?:st|nd|rd|th)?,?[ -]+([0-9]{4}),?(?: at)? *(.*)$', '\\3-\\1-\\2 \\4')
  END;
  -- Step 2: four digits of year, two of month.
  CREATE OR REPLACE MACRO month_at(x) AS nullif(strpos('${monthTable}', '|' || CASE WHEN x LIKE 'jui%' THEN left(x, 4) ELSE left(x, 3) || ':' END), 0);
  CREATE OR REPLACE MACRO month_of(x) AS left(regexp_extract(substr('${monthTable}', month_at(lower(strip_accents(x)))), '[0-9]+'), 2);
  CREATE OR REPLACE MACRO year_of(x) AS CASE WHEN length(x) = 2 THEN CASE WHEN x < '70' THEN '20' ELSE '19' END || x ELSE x END;
  CREATE OR REPLACE MACRO date_numeric(x) AS CASE
    WHEN x[5] = '-' AND x[3] != '-' AND x[6] <= '9' THEN x
    WHEN split_part(x, '-', 2) >= 'A' THEN year_of(split_part(x, '-', 1)) || '-' || month_of(split_part(x, '-', 2)) || '-' || rtrim(array_to_string(string_split(x, '-')[3:], '-'))
    WHEN x[3] = '-' THEN year_of(left(x, 2)) || substr(x, 3)
  END;
  -- Step 3: the instant. A zone is taken to UTC; without one the text is taken as it stands.
  CREATE OR REPLACE MACRO date_stamp(x) AS CASE
    WHEN length(x) < 11 THEN try_cast(x AS TIMESTAMP)
    WHEN regexp_matches(x, '[0-9] *[APap]\\.?[Mm]') THEN try_strptime(regexp_replace(upper(replace(x, '.', '')), '([0-9]) *([AP]M).*$', '\\1 \\2'),
      ['%Y-%m-%d %I:%M:%S %p', '%Y-%m-%d %I:%M %p', '%Y-%m-%d %I %p'])
    WHEN length(x) > 12 AND regexp_matches(x, '(Z|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?)$') THEN
      try_cast(regexp_replace(regexp_replace(regexp_replace(x, ' ?(Z|UTC|GMT)$', '+00:00'), '([ T][0-9]{1,2}:[0-9]{2}) ?([+-])', '\\1:00\\2'), '([+-][0-9]{2})([0-9]{2})$', '\\1:\\2') AS TIMESTAMPTZ) AT TIME ZONE 'UTC'
    ELSE coalesce(try_cast(trim(x) AS TIMESTAMP), try_strptime(x, ['%Y-%m-%d %H.%M', '%Y-%m-%d %H.%M.%S']))
  END;

  -- Numbers, step 1: the usual ones as plain digits; the others as |sign|digits|times; what is no number as it is.
  CREATE OR REPLACE MACRO amount_parts(x) AS '|' || regexp_replace(translate(x, '−\u00a0\u202f ''’', '-'),
    '^((?:\\(|[$€£¥₹₽₺₩₪₴฿]\\()?[+-]?)(?:[A-Z]{1,3}\\$|[A-Z]{2,3}|[$€£¥₹₽₺₩₪₴฿]|kr\\.?|zł|Kč|Fr\\.?)?([+-]?)([0-9.,]*[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?)([kKmMbB]|[tT]sd\\.?|[mM]m|[mM]io\\.?|[mM]n|[bB]n|[mM]rd\\.?)?(?:[A-Z]{3}|[$€£¥₹₽₺₩₪₴฿]|kr\\.?|zł|Kč|Ft|лв\\.?|руб\\.?)?(-?)\\)?$',
    '\\1\\2\\5|\\3|\\4');
  CREATE OR REPLACE MACRO amount_text(x, decimal_sign) AS CASE
    WHEN x IS NULL THEN NULL
    WHEN decimal_sign = '.' THEN CASE
      WHEN regexp_full_match(x, '-?[0-9]{1,14}(\\.[0-9]{1,12})?') THEN x
      WHEN regexp_full_match(x, '[$€£]?-?[0-9]{1,3}(,[0-9]{3})*(\\.[0-9]{1,12})?') THEN translate(x, '$€£,', '')
      ELSE amount_parts(x) END
    WHEN regexp_full_match(x, '-?[0-9]{1,14}(,[0-9]{1,12})?') THEN replace(x, ',', '.')
    WHEN regexp_full_match(x, '-?[0-9]{1,3}(\\.[0-9]{3})*(,[0-9]{1,12})?( ?[$€£])?') THEN replace(translate(x, '$€£. ', ''), ',', '.')
    ELSE amount_parts(x)
  END;
  -- Step 2: digits with a point, or NULL when separators do not stand where they may. Half a thousand group is no number.
  CREATE OR REPLACE MACRO digits_of(x, decimal_sign) AS CASE
    WHEN decimal_sign = ',' THEN CASE
      WHEN regexp_full_match(x, '[0-9]+(,[0-9]*)?|,[0-9]+|[0-9]{1,3}(\\.[0-9]{3})+(,[0-9]*)?') THEN replace(replace(x, '.', ''), ',', '.')
      ELSE regexp_extract(x, '^[0-9]+[eE][+-]?[0-9]+$') END
    WHEN regexp_full_match(x, '[0-9]+(\\.[0-9]*)?|\\.[0-9]+|[0-9]{1,3}(,[0-9]{2,3})*,[0-9]{3}(\\.[0-9]*)?') THEN replace(x, ',', '')
    ELSE regexp_extract(x, '^[0-9]+(\\.[0-9]+)?[eE][+-]?[0-9]+$') END;
  CREATE OR REPLACE MACRO times_of(x) AS CASE left(lower(x), 2)
    WHEN '' THEN 1 WHEN 'k' THEN 1000 WHEN 'ts' THEN 1000 WHEN 'b' THEN 1000000000 WHEN 'bn' THEN 1000000000 WHEN 'mr' THEN 1000000000 ELSE 1000000 END;
  CREATE OR REPLACE MACRO amount_number(x, decimal_sign) AS CASE WHEN x[1] != '|' THEN try_cast(x AS DECIMAL(18, 4)) ELSE try_cast(
    try_cast(digits_of(split_part(x, '|', 3), decimal_sign) AS DOUBLE) * times_of(split_part(x, '|', 4))
    * CASE WHEN regexp_matches(split_part(x, '|', 2), '[(-]') THEN -1 ELSE 1 END AS DECIMAL(18, 4)) END;
  CREATE OR REPLACE MACRO flag(x) AS CASE WHEN lower(x) IN ${yes} THEN true WHEN lower(x) IN ${no} THEN false END;
`

/** Puts the macros that read cells into this database. */
export async function installMacros(duck: Duck): Promise<void> {
  await duck.run(macros)
}
