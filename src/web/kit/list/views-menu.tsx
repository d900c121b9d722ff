import { Button, Checkbox, Menu, Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconBookmark, IconChevronDown, IconDeviceFloppy, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ListEndpoints, SavedView } from '#kernel/list-endpoints'
import { keyOf, useSend } from '#web/client/queries'
import { Failed } from '../states.tsx'
import { said, t } from '../text.ts'
import { overMain } from '../theme.ts'
import classes from './list-page.module.css'
import { differs, type Look } from './look.ts'

interface ViewsMenuProps {
  endpoints: ListEndpoints
  views: readonly SavedView[]
  look: Look
  /** "deals" */
  many: string
  go: (change: Partial<Look>) => void
}

/** Saved views: choose one, keep what is looked at as one, change or remove one’s own. */
export function ViewsMenu({ endpoints, views, look, many, go }: ViewsMenuProps) {
  const [saving, setSaving] = useState<SavedView | 'new' | null>(null)
  const queries = useQueryClient()
  const current = views.find((view) => view.id === look.view)
  const changed = differs(look, current)
  const all = t('All {{many}}', { many: said(many) })
  const shownName = current?.name ?? all
  const again = () => queries.invalidateQueries({ queryKey: keyOf(endpoints.views) })
  const remove = useSend(endpoints.removeView, {
    onSuccess: async () => {
      go({ view: '', filter: '', sort: '', columns: '' })
      await again()
    },
  })
  return (
    <>
      <Menu position="bottom-start" shadow="md" portalProps={overMain} width={260}>
        <Menu.Target>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconBookmark size={14} aria-hidden="true" />}
            rightSection={<IconChevronDown size={14} aria-hidden="true" />}
          >
            {changed ? t('{{view}}, changed', { view: shownName }) : shownName}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => go({ view: '', filter: '', sort: '', columns: '' })}>{all}</Menu.Item>
          {views.map((view) => (
            <Menu.Item key={view.id} onClick={() => go({ ...view.view, view: view.id })}>
              {view.name}
              <span className={classes.aside}>
                {[
                  view.own ? null : t('by {{name}}', { name: view.by }),
                  view.shared && view.own ? t('shared') : null,
                  view.usual ? t('usual') : null,
                ]
                  .filter(Boolean)
                  .join(', ')}
              </span>
            </Menu.Item>
          ))}
          <Menu.Divider />
          {current?.own && (
            <Menu.Item leftSection={<IconDeviceFloppy size={14} aria-hidden="true" />} onClick={() => setSaving(current)}>
              {t('Change “{{name}}” …', { name: current.name })}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconDeviceFloppy size={14} aria-hidden="true" />} onClick={() => setSaving('new')}>
            {t('Save as a new view …')}
          </Menu.Item>
          {current?.own && (
            <Menu.Item leftSection={<IconTrash size={14} aria-hidden="true" />} onClick={() => remove.mutate({ viewId: current.id })}>
              {t('Remove “{{name}}”', { name: current.name })}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {remove.error && <Failed error={remove.error} what={t('remove this view')} />}
      {saving && (
        <SaveDialog
          endpoints={endpoints}
          old={saving === 'new' ? null : saving}
          look={look}
          onClose={() => setSaving(null)}
          onSaved={async (saved) => {
            setSaving(null)
            await again()
            go({ ...saved.view, view: saved.id })
            notifications.show({
              message: t('Saved the view “{{name}}”.', { name: saved.name }),
              closeButtonProps: { 'aria-label': t('Close') },
            })
          }}
        />
      )}
    </>
  )
}

interface SaveDialogProps {
  endpoints: ListEndpoints
  old: SavedView | null
  look: Look
  onClose: () => void
  onSaved: (saved: SavedView) => void
}

function SaveDialog({ endpoints, old, look, onClose, onSaved }: SaveDialogProps) {
  const [typed, setTyped] = useState({ name: old?.name ?? '', shared: old?.shared ?? false, usual: old?.usual ?? false })
  const save = useSend(endpoints.saveView, { onSuccess: onSaved })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { filter, sort, columns } = look
    save.mutate({ id: old?.id ?? null, ...typed, view: { filter, sort, columns } })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={old ? t('Change “{{name}}”', { name: old.name }) : t('Save as a view')}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <form className={classes.form} onSubmit={submit}>
        <p>{t('The view keeps the filter, the order and the columns that you look at now.')}</p>
        <TextInput
          label={t('Name')}
          required
          maxLength={80}
          data-autofocus
          value={typed.name}
          onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })}
        />
        <Checkbox
          label={t('Everyone in the company sees it')}
          checked={typed.shared}
          onChange={(event) => setTyped({ ...typed, shared: event.currentTarget.checked })}
        />
        <Checkbox
          label={typed.shared ? t('The list opens with it, for everyone who has no usual view of their own') : t('The list opens with it')}
          checked={typed.usual}
          onChange={(event) => setTyped({ ...typed, usual: event.currentTarget.checked })}
        />
        {save.error && <Failed error={save.error} what={t('save this view')} />}
        <div className={classes.ends}>
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('Save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
