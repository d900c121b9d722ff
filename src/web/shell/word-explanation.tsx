import { readWords } from '#rooms/agreement/contract'
import { useAsk } from '#web/client/queries'
import { Loading } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { WordCard } from '#web/kit/word.tsx'

/** What a word means here, in its tip. */
export function WordExplanation({ word }: { word: string }) {
  const { data, error } = useAsk(readWords, {}, { staleTime: 300_000 })
  if (!data) return error ? <p>{error.message}</p> : <Loading what={t('what this word means')} lines={2} />
  const found = data.words.find(({ key }) => key === word)
  if (!found) return <p>{t('Nobody wrote down yet what this word means.')}</p>
  const { marketing, sales } = found.confirmed
  const standing =
    marketing && sales
      ? t('Confirmed by both sides')
      : marketing
        ? t('Sales has not confirmed it yet')
        : sales
          ? t('Marketing has not confirmed it yet')
          : t('Not confirmed by either side yet')
  return <WordCard {...found} standing={standing} href={`/words#${word}`} />
}
