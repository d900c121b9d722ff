import { Button, CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { t } from '#web/kit/text'
import type { Form, FormDocument } from '../contract.ts'
import { formElements, htmlOf, trap } from '../rules/forms-page.ts'
import classes from './forms.module.css'

/** How an address of a site is written. */
export const exampleSite = 'https://company.example'

const frameOf = (address: string, title: string) =>
  htmlOf({
    tag: 'iframe',
    attributes: { src: address, title, width: '100%', height: '760', style: 'border:0', loading: 'lazy' },
    inside: [],
  })

/** The form alone, for pages that bring their own looks; without the token, which only a page of ours can carry. */
function plainOf(address: string, document: FormDocument): string {
  const elements = formElements(
    document,
    { sent: new Map(), wrong: new Map(), remark: null },
    { action: address, token: '', visitor: null },
  )
  const form = elements.find(({ tag }) => tag === 'form')
  if (!form) return ''
  const inside = form.inside.filter((one) => typeof one === 'string' || one.attributes.name !== '_token')
  const hidden = (one: (typeof inside)[number]) => typeof one !== 'string' && one.attributes.class === 'f-away'
  const { novalidate: _, ...attributes } = form.attributes
  return htmlOf({
    ...form,
    attributes,
    inside: inside.map((one) =>
      typeof one !== 'string' && hidden(one) ? { ...one, attributes: { ...one.attributes, hidden: true as const } } : one,
    ),
  })
    .replaceAll(/(<(?:div|fieldset|button|form)\b)/g, '\n$1')
    .replace('</form>', '\n</form>')
    .trim()
}

/** How the form gets to visitors: its own page, a frame, or plain HTML; and how the tracker of the site joins in. */
export function SharePanel({ form, document }: { form: Form; document: FormDocument }) {
  const address = `${window.location.origin}/f/${form.key}`
  if (form.published === null)
    return (
      <Panel id="share" title={t('Bring it to visitors')}>
        <p className={classes.quiet}>{t('Publish the form first. Then its address and the snippets for your site stand here.')}</p>
      </Panel>
    )
  return (
    <Panel id="share" title={t('Bring it to visitors')} hint={t('Its own page works everywhere, without any script.')}>
      <Snippet label={t('Address')} text={address} open={address} />
      {document.origins.length === 0 ? (
        <Notice>{t('To embed it, say first on which sites it may stand, and publish that.')}</Notice>
      ) : (
        <>
          <Snippet label={t('In a frame, as it looks here')} text={frameOf(address, document.title)} />
          <Snippet label={t('As plain HTML, in the looks of your site')} text={plainOf(address, document)} />
          <p className={classes.quiet}>
            {t('Leave the field {{name}} in it, hidden: people do not see it, and machines fill it in.', { name: trap })}
          </p>
        </>
      )}
    </Panel>
  )
}

export function Snippet({ label, text, open }: { label: string; text: string; open?: string }) {
  return (
    <div className={classes.snippet}>
      <div className={classes.snippetHead}>
        <span className={classes.label}>{label}</span>
        <span className={classes.tags}>
          {open && (
            <Button component="a" href={open} target="_blank" rel="noreferrer" size="compact-xs" variant="default">
              {t('Open')}
            </Button>
          )}
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button
                size="compact-xs"
                variant="default"
                onClick={copy}
                aria-label={t('Copy: {{label}}', { label })}
                leftSection={copied ? <IconCheck size={14} aria-hidden="true" /> : <IconCopy size={14} aria-hidden="true" />}
              >
                {copied ? t('Copied') : t('Copy')}
              </Button>
            )}
          </CopyButton>
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <section className={classes.code} tabIndex={0} aria-label={label}>
        <code>{text}</code>
      </section>
    </div>
  )
}
