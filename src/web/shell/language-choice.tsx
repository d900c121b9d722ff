import { NativeSelect } from '@mantine/core'
import { languages } from '#languages/languages'
import { t } from '#web/kit/text'
import { chooseLanguage, chosenLanguage } from '../language.ts'

/** The language of the screens in this browser; changing it draws everything anew. */
export function LanguageChoice() {
  const choices = languages.map(({ tag, name }) => ({ value: tag, label: name }))
  return (
    <NativeSelect
      label={t('Language')}
      data={[{ value: '', label: t('As the browser') }, ...choices]}
      value={chosenLanguage() ?? ''}
      onChange={(event) => chooseLanguage(event.currentTarget.value || undefined)}
    />
  )
}
