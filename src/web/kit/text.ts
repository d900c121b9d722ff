import { type Catalogue, learn, texts } from '#kernel/text'

export { type Gaps, plural, said, spoken, t, texts } from '#kernel/text'

/** Speaks a language from now on. It is chosen once, before the first screen is drawn, so texts may stand in constants of screens. */
export async function speak(language: string, catalogue: Catalogue): Promise<void> {
  learn(language, catalogue)
  await texts.changeLanguage(language)
}
