import { expect, test } from 'vitest'
import { ensureHardToGuess } from './password-strength.ts'

const names = ['Ann Miller', 'ann.miller@northwind.example', 'Northwind Traders']

test.each([
  'password1234',
  '123456789012',
  'qwertyuiopasdf',
  'aaaaaaaaaaaa',
  'iloveyou1234',
  'letmeinletmein',
  'Interlock2026!',
  'NorthwindTraders1',
  'northwind2026',
  'ann.miller@northwind.example',
  'annmiller1990',
  'Password123!',
])('a password is refused when it is guessed early: %s', async (password) => {
  await expect(ensureHardToGuess(password, names)).rejects.toThrow('too easy to guess')
})

test.each(['four plain words here', 'ann likes green tea at noon', 'xK9#mQ2$vL5p', `${'a long one '.repeat(23)}!`, 'größer als der Mond'])(
  'a password of a few words, or of chance, is taken: %s',
  async (password) => {
    await ensureHardToGuess(password, names)
  },
)
