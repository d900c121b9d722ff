import type { Chance } from './random.ts'

/** Syllables, so that no real name is ever made on purpose. */
const firsts = ['Tal', 'Mir', 'Bren', 'Sol', 'Kes', 'Ven', 'Lor', 'Hal', 'Nor', 'Fen', 'Dar', 'Ost', 'Quin', 'Ral', 'Wes', 'Zan']
const lasts = ['ovan', 'idor', 'ette', 'unis', 'arel', 'imon', 'essa', 'ador', 'ilen', 'ora', 'ustin', 'evi']
const makes = [
  'Pumps',
  'Robotics',
  'Optics',
  'Foods',
  'Logistics',
  'Polymers',
  'Instruments',
  'Energy',
  'Textiles',
  'Software',
  'Medical',
  'Tools',
]
const forms = ['GmbH', 'Ltd', 'Inc', 'SA', 'AB', 'BV']

const word = (chance: Chance) => chance.one(firsts) + chance.one(lasts)

/** A made-up person. */
export function personName(chance: Chance): { first: string; last: string } {
  return { first: word(chance), last: `${word(chance)}${chance.one(['', 'en', 'ski', 'berg'])}` }
}

/** A made-up company with a domain that can belong to nobody (RFC 2606). */
export function companyName(chance: Chance, number: number): { name: string; domain: string } {
  const base = `${word(chance)} ${chance.one(makes)}`
  return { name: `${base} ${chance.one(forms)}`, domain: `${base.toLowerCase().replaceAll(' ', '-')}-${number}.example` }
}
