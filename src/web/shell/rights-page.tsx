import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { covers } from '#kernel/rights'
import { no, ok } from '#kernel/verdict'
import { addRole, type BaseRole, baseRoles, type ListedRole, listRoles, roleChanges, undoRole } from '#platform/access/contract'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { useRights } from '#web/client/rights'
import { moment } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import classes from './rights-page.module.css'
import { listedName, roleChoices, roleName } from './role-names.ts'
import { holdersInWords, limitsInWords } from './role-words.ts'
import settings from './settings-page.module.css'

/** All roles: the built-in ones, whose rights owners narrow, and those of the company's own. */
export default function RightsPage() {
  const roles = useAsk(listRoles, {})
  return (
    <Page
      title={t('Rights of roles')}
      width="wide"
      lead={t(
        'What a role may do at all is fixed by the built-in one that it stands on; here you take away from it, for people and API keys alike. Owners see everything.',
      )}
    >
      <Answered query={roles} what={t('the roles')} lines={8}>
        {({ roles: all }) => (
          <div className={settings.stack}>
            <RoleTable
              title={t('Roles of your own')}
              caption={t('All roles of your own')}
              id="own"
              rows={all.filter(({ own }) => own !== null)}
            />
            <RoleTable
              title={t('Built-in roles')}
              caption={t('All built-in roles')}
              id="built-in"
              rows={all.filter(({ own }) => own === null)}
            />
            <NewRole all={all} />
            <Changes />
          </div>
        )}
      </Answered>
    </Page>
  )
}

function RoleTable({ title, caption, id, rows }: { title: string; caption: string; id: string; rows: readonly ListedRole[] }) {
  return (
    <Panel id={id} title={title}>
      {rows.length === 0 ? (
        <p>{t('There are none yet. Make one below when the built-in roles see too much or too little of the work.')}</p>
      ) : (
        <DataTable
          caption={caption}
          rows={rows}
          rowKey={(row) => row.given}
          columns={[
            {
              key: 'name',
              label: t('Role'),
              head: true,
              cell: (row) => <AppLink href={`/settings/rights/${row.given}`}>{listedName(row)}</AppLink>,
            },
            ...(id === 'own'
              ? [
                  { key: 'base', label: t('Stands on'), cell: (row: ListedRole) => <Tag>{roleName(row.base)}</Tag> },
                  { key: 'about', label: t('What the role is for'), cell: (row: ListedRole) => row.about || null },
                ]
              : []),
            { key: 'holders', label: t('Who has it'), cell: holdersInWords },
            { key: 'limits', label: t('Taken away'), cell: limitsInWords },
          ]}
        />
      )}
    </Panel>
  )
}

/** A role begins as what its built-in role may, as far as whoever makes it may do that too. */
function NewRole({ all }: { all: readonly ListedRole[] }) {
  const mine = useRights()
  const router = useRouter()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [about, setAbout] = useState('')
  const [base, setBase] = useState<BaseRole>('sales')
  const make = useSend(addRole, {
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: keyOf(listRoles) })
      await queries.invalidateQueries({ queryKey: keyOf(roleChanges) })
      router.history.push(`/settings/rights/${id}`)
    },
  })
  const beginning = all.find(({ given }) => given === base)?.rights ?? mine
  return (
    <Panel
      id="new-role"
      title={t('A new role')}
      hint={t('It begins with the rights of the built-in role, and gives nobody anything until somebody has it.')}
    >
      <form
        className={settings.stack}
        aria-label={t('A new role')}
        onSubmit={(event) => {
          event.preventDefault()
          make.mutate({ name, about, base, rights: covers(mine, beginning) ? beginning : mine })
        }}
      >
        {make.error && <Failed error={make.error} what={t('make this role')} />}
        <div className={settings.pair}>
          <TextInput label={t('Name')} required maxLength={60} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <NativeSelect
            label={t('Stands on the built-in role')}
            data={roleChoices(baseRoles)}
            value={base}
            onChange={(event) => setBase(event.currentTarget.value as BaseRole)}
          />
        </div>
        <Textarea
          label={t('What the role is for')}
          maxLength={300}
          autosize
          minRows={2}
          value={about}
          onChange={(event) => setAbout(event.currentTarget.value)}
        />
        <div>
          <Button type="submit" loading={make.isPending}>
            {t('Make role')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}

/** What was changed about roles of one's own, with the way back or why there is none. */
function Changes() {
  const changes = useAsk(roleChanges, {})
  const queries = useQueryClient()
  const undo = useSend(undoRole, { onSuccess: () => queries.invalidateQueries() })
  return (
    <Panel
      id="changes"
      title={t('Changes')}
      hint={t('The last change of each role can be taken back. All of it also stands in the audit log.')}
    >
      {undo.error && <Failed error={undo.error} what={t('take this change back')} />}
      <Answered query={changes} what={t('changes of roles')}>
        {({ changes: rows }) =>
          rows.length === 0 ? (
            <p>{t('No role was made or changed yet.')}</p>
          ) : (
            <DataTable
              caption={t('Changes of roles, newest first')}
              rows={rows}
              rowKey={(row) => row.id}
              columns={[
                { key: 'said', label: t('What'), head: true, cell: (row) => <span className={classes.said}>{row.said}</span> },
                { key: 'by', label: t('Who'), cell: (row) => row.by },
                { key: 'at', label: t('When'), cell: (row) => moment(row.at) },
                {
                  key: 'undo',
                  label: t('Undo'),
                  quiet: true,
                  cell: (row) => (
                    <ReasonButton
                      size="compact-xs"
                      variant="subtle"
                      color="gray"
                      aria-label={t('Take back: {{change}}', { change: row.said })}
                      allowed={row.undo.ok ? ok : no(row.undo.why ?? '')}
                      onClick={() => undo.mutate({ id: row.id })}
                    >
                      {t('Undo')}
                    </ReasonButton>
                  ),
                },
              ]}
            />
          )
        }
      </Answered>
    </Panel>
  )
}
