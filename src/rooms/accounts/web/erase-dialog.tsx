import { Button, Modal, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { CallOf, ResultOf } from '#kernel/endpoint'
import type { RecordKind } from '#kernel/list'
import { useAsk, useSend } from '#web/client/queries'
import { day, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { recordHref } from '#web/kit/list/cell.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { said, t } from '#web/kit/text'
import { erasePerson, previewErasure } from '../contract/privacy.ts'
import classes from './privacy.module.css'

/** What the server wants to hear, in whatever language the word was typed. */
const confirmed: CallOf<typeof erasePerson>['confirm'] = 'erase'

type Told = Pick<ResultOf<typeof previewErasure>, 'tables' | 'mentions' | 'imports'>

/** Shows what an erasure clears, what somebody has to look at and where copies remain; erases once the word was typed, and keeps the list in sight afterwards. */
export function EraseDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const queries = useQueryClient()
  const [typed, setTyped] = useState('')
  const erase = useSend(erasePerson, { onSuccess: () => queries.invalidateQueries() })
  const preview = useAsk(previewErasure, { id }, { enabled: !erase.isSuccess, staleTime: 0 })
  const word = t('erase')
  const done = erase.data
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={done ? t('This person is erased') : t('Erase this person?')}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {done ? (
        <div className={classes.stack}>
          <Notice tone="good" live title={tn(done.cleared, '{{n}} row was cleared', '{{n}} rows were cleared')}>
            {tn(
              done.kept,
              '{{n}} keyed hash is kept, by which imports know not to take them again.',
              '{{n}} keyed hashes are kept, by which imports know not to take them again.',
            )}
          </Notice>
          <Remaining told={done} />
          <div className={classes.ends}>
            <Button onClick={onClose}>{t('Close')}</Button>
          </div>
        </div>
      ) : (
        <Answered query={preview} what={t('what an erasure would clear')}>
          {(told) => (
            <form
              className={classes.stack}
              onSubmit={(event) => {
                event.preventDefault()
                if (typed.trim() === word) erase.mutate({ id, confirm: confirmed })
              }}
            >
              <Notice tone="warn" title={t('There is no way back')}>
                {t('What is personal about {{name}} is cleared in every record and in its history. Numbers stay as they are.', {
                  name: told.name,
                })}
              </Notice>
              <Part title={t('What is cleared')}>
                {told.tables.map(({ table, rows }) => (
                  <li key={table}>{t('{{kind}}: {{rows}}', { kind: wordOf(table), rows: tn(rows, '{{n}} row', '{{n}} rows') })}</li>
                ))}
              </Part>
              <Remaining told={told} />
              <TextInput
                label={t('Type “{{word}}” to confirm', { word })}
                value={typed}
                autoComplete="off"
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
              {erase.error && <Failed error={erase.error} what={t('erase this person')} />}
              <div className={classes.ends}>
                <Button variant="default" onClick={onClose}>
                  {t('Keep this person')}
                </Button>
                <Button type="submit" color="ember" disabled={typed.trim() !== word} loading={erase.isPending}>
                  {t('Erase for good')}
                </Button>
              </div>
            </form>
          )}
        </Answered>
      )}
    </Modal>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <h3>{title}</h3>
      <ul className={classes.list}>{children}</ul>
    </section>
  )
}

/** What an erasure does not reach: rows of others, kept files of imports, backups. */
function Remaining({ told: { mentions, imports } }: { told: Told }) {
  return (
    <>
      {mentions.length > 0 && (
        <Part title={t('Look at these yourself: they name the person and belong to others')}>
          {mentions.map(({ table, id, column }) => (
            <li key={`${table} ${id} ${column}`}>
              {isRecord(table) ? <AppLink href={recordHref(table, id)}>{wordOf(table)}</AppLink> : `${wordOf(table)} ${id}`}
              {` · ${wordOf(column)}`}
            </li>
          ))}
        </Part>
      )}
      <Part title={t('Copies that stay')}>
        {imports.map(({ id, name, at }) => (
          <li key={id}>
            <AppLink href={`/import/${id}`}>
              {t('The files of the import {{name}} of {{day}}, until they are removed', { name, day: day(at) })}
            </AppLink>
          </li>
        ))}
        <li>{t('Backups and exports that were made before the erasure')}</li>
      </Part>
    </>
  )
}

const records: readonly string[] = ['deal', 'account', 'person', 'lead'] satisfies RecordKind[]
const isRecord = (table: string): table is RecordKind => records.includes(table)

/** The name of a table or a column as people say it. */
const wordOf = (name: string) => said(name.replaceAll('_', ' '))
