import { legalForms } from '#kernel/normal'
import { type Duck, quoteText } from './duck.ts'

const forms = quoteText(`( (?:${legalForms.join('|')}))+$`)

/** The keys of kernel/normal as SQL macros: norm_words, norm_key, norm_email, norm_domain, norm_phone, norm_company. */
const macros = `
  CREATE OR REPLACE MACRO norm_words(x) AS
    trim(regexp_replace(replace(lower(strip_accents(x)), 'ß', 'ss'), '[^\\p{L}\\p{N}]+', ' ', 'g'));
  CREATE OR REPLACE MACRO norm_key(x) AS replace(norm_words(x), ' ', '');
  CREATE OR REPLACE MACRO norm_email(x) AS
    lower(regexp_extract(x, '[^\\s,;<>"''()]+@[^\\s,;<>"''()]+\\.[^\\s,;<>"''()]+'));
  CREATE OR REPLACE MACRO norm_host(x) AS
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(regexp_replace(x, '^\\s+|\\s+$', '', 'g')),
      '^[a-z][a-z0-9+.-]*://', ''), '^[^/?#]*@', ''), '[/?#:].*$', '', 's'), '^www\\d?\\.', '');
  CREATE OR REPLACE MACRO norm_domain(x) AS
    CASE WHEN regexp_full_match(norm_host(x), '[^\\s.]+(\\.[^\\s.]+)+') THEN norm_host(x) ELSE '' END;
  CREATE OR REPLACE MACRO phone_digits(x) AS
    regexp_replace(replace(regexp_extract(x, '^[\\t\\n\\f\\r ]*(?:\\+|00)([1-9][0-9 ()./-]*)', 1), '(0)', ''), '[^0-9]+', '', 'g');
  CREATE OR REPLACE MACRO norm_phone(x) AS CASE WHEN length(phone_digits(x)) BETWEEN 8 AND 15 THEN '+' || phone_digits(x) ELSE '' END;
  CREATE OR REPLACE MACRO norm_company(x) AS
    replace(regexp_replace(norm_words(replace(x, '.', '')), ${forms}, ''), ' ', '');
`

/** Puts the key macros into this database. */
export async function installKeys(duck: Duck): Promise<void> {
  await duck.run(macros)
}
