import { Button, Select } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { unseen } from '#kernel/rights'
import { useAsk } from '#web/client/queries'
import { useRights } from '#web/client/rights'
import { decimal, share, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { recordHref } from '#web/kit/list/cell.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { contactParts, contactProblemNames, listContactQuality } from '../contract/contact-quality.ts'
import classes from './contact.module.css'
import { partWords, problemWords, whyWords } from './contact-words.ts'

/** What the address of the screen says. */
export interface ContactAsked {
  readonly by?: string
  readonly problem?: string
  readonly group?: string
}

/** The screen with people narrowed down. */
export function contactHref(asked: ContactAsked): string {
  const said = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return `/contact-data${said.length === 0 ? '' : `?${new URLSearchParams(said)}`}`
}

const atOnce = 20

/** People behind a number, the worst first, each with the reasons in words. */
export function ContactPeople({ asked }: { asked: ContactAsked }) {
  const router = useRouter()
  const [shown, setShown] = useState(atOnce)
  const problem = contactProblemNames.find((one) => one === asked.problem)
  const by = asked.by === 'campaign' ? 'campaign' : 'source'
  const input = {
    by,
    limit: Math.min(200, shown),
    ...(problem && { problem }),
    ...(asked.group !== undefined && { group: asked.group }),
  } as const
  const found = useAsk(listContactQuality, input, { keepPrevious: true })
  const among = asked.group === undefined ? null : asked.group === '' ? t('None') : asked.group
  const go = (to: ContactAsked) => {
    setShown(atOnce)
    router.history.replace(contactHref(to))
  }
  return (
    <Panel
      id="people"
      title={t('Who is behind it')}
      hint={
        among === null
          ? t('The worst first.')
          : by === 'source'
            ? t('Source: {{name}}. The worst first.', { name: among })
            : t('Campaign: {{name}}. The worst first.', { name: among })
      }
      actions={
        <div className={classes.filter}>
          <Select
            size="xs"
            aria-label={t('With what is missing or wrong')}
            placeholder={t('With anything')}
            clearable
            value={problem ?? null}
            data={contactProblemNames.map((value) => ({ value, label: problemWords[value] }))}
            onChange={(value) => go({ ...asked, problem: value ?? undefined } as ContactAsked)}
          />
          {asked.group !== undefined && (
            <Button size="xs" variant="default" onClick={() => go({ by, ...(problem && { problem }) })}>
              {by === 'source' ? t('All sources') : t('All campaigns')}
            </Button>
          )}
        </div>
      }
    >
      <Answered query={found} what={t('these people')} lines={6}>
        {({ people, total }) => (
          <>
            <p className={classes.means} role="status">
              {tn(total, '{{n}} person', '{{n}} people')}
            </p>
            <ul className={classes.people}>
              {people.map((one) => (
                <li key={one.id} className={classes.person}>
                  <span className={classes.points}>{decimal(one.score)}</span>
                  <span className={classes.who}>
                    <AppLink href={recordHref('person', one.id)}>{one.name}</AppLink>
                    {one.about && <span className={classes.about}>{one.about}</span>}
                    <span className={classes.why}>{whyWords(one)}</span>
                  </span>
                </li>
              ))}
            </ul>
            {people.length < total && people.length < 200 && (
              <Button size="xs" variant="default" onClick={() => setShown(shown + atOnce)}>
                {t('Show more')}
              </Button>
            )}
          </>
        )}
      </Answered>
    </Panel>
  )
}

/** On the page of a person: how good what is known of them is, in words. Nothing for whoever may not be told. */
export function ContactScore({ id }: { id: string }) {
  const found = useAsk(listContactQuality, { person: id as never }, { enabled: unseen(useRights()).length === 0, staleTime: 60_000 })
  const one = found.data?.people[0]
  if (!one) return null
  return (
    <Panel
      id="contact-score"
      title={t('Contact data: {{score}} of 100', { score: decimal(one.score) })}
      hint={whyWords(one)}
      actions={<AppLink href="/contact-data">{t('How it is counted')}</AppLink>}
    >
      <p className={classes.means}>{contactParts.map((part) => `${partWords[part].name} ${share(one.parts[part])}`).join(' · ')}</p>
    </Panel>
  )
}
