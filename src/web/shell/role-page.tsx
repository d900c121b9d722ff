import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useParams, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import type { Rights } from '#kernel/rights'
import {
  changeRole,
  type GivenRole,
  type ListedRole,
  listRights,
  listRoles,
  previewRole,
  type RolePreview,
  removeRole,
  setRights,
} from '#platform/access/contract'
import { useAsk, useSend } from '#web/client/queries'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Empty, Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { type KnownFields, RightsFields } from './rights-fields.tsx'
import classes from './rights-page.module.css'
import { listedName, roleName } from './role-names.ts'
import { holdersInWords } from './role-words.ts'
import settings from './settings-page.module.css'

/** One role: what it may do, tried out before it holds, and for one of the company's own its name and its end. */
export default function RolePage() {
  const { role: given } = useParams({ strict: false }) as { role: string }
  const roles = useAsk(listRoles, {})
  const rights = useAsk(listRights, {})
  return (
    <Answered query={roles} what={t('the roles')} page={t('Rights of roles')} lines={8}>
      {({ roles: all }) => {
        const role = all.find((one) => one.given === given)
        if (role === undefined)
          return (
            <Page title={t('Rights of roles')}>
              <Empty
                title={t('This role does not exist, or was removed')}
                actions={<AppLink href="/settings/rights">{t('All roles')}</AppLink>}
              >
                {t('Its removal can be taken back below the list of all roles.')}
              </Empty>
            </Page>
          )
        return (
          <Page
            title={listedName(role)}
            width="wide"
            lead={
              role.own
                ? t('Stands on the built-in role {{role}}. Who has it: {{who}}.', { role: roleName(role.base), who: holdersInWords(role) })
                : t('A built-in role. Who has it: {{who}}.', { who: holdersInWords(role) })
            }
            actions={<AppLink href="/settings/rights">{t('All roles')}</AppLink>}
          >
            <Answered query={rights} what={t('the rights of roles')} lines={6}>
              {(known) => (
                <div className={settings.stack}>
                  {!role.mayChange.ok && <Notice tone="private" title={role.mayChange.why} />}
                  {role.base !== 'owner' && <RoleForm key={role.given} role={role} known={known} />}
                  {role.own && role.mayChange.ok && <Removal role={role} all={all} />}
                </div>
              )}
            </Answered>
          </Page>
        )
      }}
    </Answered>
  )
}

function RoleForm({ role, known }: { role: ListedRole; known: KnownFields }) {
  const [rights, change] = useState<Rights>(role.rights)
  const [name, setName] = useState(role.own?.name ?? '')
  const [about, setAbout] = useState(role.about)
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries()
  const preview = useSend(previewRole)
  const saveOwn = useSend(changeRole, { onSuccess: again })
  const saveBuiltIn = useSend(setRights, { onSuccess: again })
  const [saved, setSaved] = useState(false)
  const disabled = !role.mayChange.ok
  const put = (next: Partial<Rights>) => {
    preview.reset()
    setSaved(false)
    change({ ...rights, ...next })
  }
  const save = async () => {
    if (role.own) await saveOwn.mutateAsync({ id: role.own.id, name, about, rights })
    else await saveBuiltIn.mutateAsync({ role: role.base as never, ...rights })
    preview.reset()
    setSaved(true)
  }
  const error = saveOwn.error ?? saveBuiltIn.error
  const called = role.own ? name : roleName(role.base)
  return (
    <form
      className={settings.stack}
      onSubmit={(event) => {
        event.preventDefault()
        void save().catch(() => null)
      }}
    >
      {role.own && (
        <Panel id="name" title={t('Name')}>
          <div className={settings.stack}>
            <TextInput
              label={t('Name of the role')}
              required
              maxLength={60}
              disabled={disabled}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Textarea
              label={t('What the role is for')}
              maxLength={300}
              autosize
              minRows={2}
              disabled={disabled}
              value={about}
              onChange={(event) => setAbout(event.currentTarget.value)}
            />
          </div>
        </Panel>
      )}
      <RightsFields base={role.base} rights={rights} known={known} disabled={disabled} onChange={put} />
      {preview.error && <Failed error={preview.error} what={t('try this out')} />}
      {preview.data && <Preview found={preview.data} />}
      {error && <Failed error={error} what={t('save these rights')} />}
      {saved && <Notice tone="good" live title={t('The rights of the role {{role}} hold from now on', { role: called })} />}
      {!disabled && (
        <div className={classes.buttons}>
          <Button type="submit" loading={saveOwn.isPending || saveBuiltIn.isPending}>
            {t('Save the rights of the role {{role}}', { role: called })}
          </Button>
          <Button variant="default" loading={preview.isPending} onClick={() => preview.mutate({ role: role.given as GivenRole, rights })}>
            {t('Show who would lose what')}
          </Button>
        </div>
      )}
    </form>
  )
}

/** Who would lose and gain what. */
function Preview({ found: { holders, lost, gained } }: { found: RolePreview }) {
  const who = [...holders.people, ...holders.invitations, ...holders.keys]
  if (lost.length === 0 && gained.length === 0) return <Notice tone="good" live title={t('Nobody loses or gains anything by this')} />
  return (
    <Notice
      tone={lost.length > 0 ? 'warn' : 'info'}
      live
      title={
        who.length === 0
          ? t('Nobody has this role now; whoever gets it has it so')
          : t('It concerns {{who}}: {{names}}', { who: holdersInWords({ holders }), names: who.join(', ') })
      }
    >
      <Sentences title={t('What they lose')} lines={lost} />
      <Sentences title={t('What they gain')} lines={gained} />
    </Notice>
  )
}

function Sentences({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null
  return (
    <section className={classes.sentences}>
      <h3>{title}</h3>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  )
}

/** The end of a role: those who have it become something else, which is said and tried out before. */
function Removal({ role, all }: { role: ListedRole; all: readonly ListedRole[] }) {
  const others = all.filter((one) => one.given !== role.given && one.mayGive.ok)
  const held = role.holders.people.length + role.holders.invitations.length + role.holders.keys.length > 0
  const [become, setBecome] = useState(role.base as string)
  const router = useRouter()
  const queries = useQueryClient()
  const preview = useSend(previewRole)
  const remove = useSend(removeRole, {
    onSuccess: async () => {
      router.history.push('/settings/rights')
      await queries.invalidateQueries()
    },
  })
  return (
    <Panel
      id="removal"
      title={t('Remove this role')}
      hint={
        held
          ? t('Those who have it become what you say here, at once. The removal can be taken back; then they have the role again.')
          : t('Nobody has it. The removal can be taken back.')
      }
    >
      <div className={settings.stack}>
        {held && (
          <NativeSelect
            className={classes.role ?? ''}
            label={t('They become')}
            data={others.map((one) => ({ value: one.given, label: listedName(one) }))}
            value={become}
            onChange={(event) => {
              preview.reset()
              setBecome(event.currentTarget.value)
            }}
          />
        )}
        {preview.error && <Failed error={preview.error} what={t('try this out')} />}
        {preview.data && <Preview found={preview.data} />}
        {remove.error && <Failed error={remove.error} what={t('remove this role')} />}
        <div className={classes.buttons}>
          <Button
            color="red"
            variant="light"
            loading={remove.isPending}
            onClick={() => role.own && remove.mutate({ id: role.own.id, ...(held ? { become: become as GivenRole } : {}) })}
          >
            {t('Remove the role {{role}}', { role: listedName(role) })}
          </Button>
          {held && (
            <Button
              variant="default"
              loading={preview.isPending}
              onClick={() => preview.mutate({ role: role.given as GivenRole, become: become as GivenRole })}
            >
              {t('Show what they would lose')}
            </Button>
          )}
        </div>
      </div>
    </Panel>
  )
}
